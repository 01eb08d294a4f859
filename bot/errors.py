"""What the operator can mend."""


class OperatorError(Exception):
    """Its text is for the operator: shown without a traceback, exit code 1."""
