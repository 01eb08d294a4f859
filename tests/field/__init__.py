"""Faults that people met in bots like this one; each test carries the number of its report."""
