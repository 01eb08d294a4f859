"""The command line: one console script, `liaison`."""

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def root() -> None:
    """Liaison: clues, requests, reminders and contact points between vetted officers."""


def main() -> None:
    """Run the command line."""
    app()
