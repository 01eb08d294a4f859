"""`liaison doctor`."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.options import Config, Data
from bot.operations.doctor import examine
from bot.operations.findings import Finding, Level
from bot.settings.reading import NAME

_COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}


def doctor(
    config: Config = None,
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Check everything and say which line to mend; exit code 1 on a failure."""
    findings = examine(config or (data / NAME if data else Path(NAME)))
    is_well = all(finding.level is not Level.FAIL for finding in findings)
    if as_json:
        typer.echo(json.dumps({"ok": is_well, "checks": [asdict(finding) for finding in findings]}))
    else:
        show(findings)
    raise typer.Exit(0 if is_well else 1)


def show(findings: Iterable[Finding]) -> None:
    """A line each, and below it what to mend."""
    for finding in findings:
        _show(finding)


def _show(finding: Finding) -> None:
    level = typer.style(f"{finding.level:<5}", fg=_COLOURS[finding.level])
    typer.echo(f"{level} {finding.check:<9} {finding.said}")
    if finding.mend:
        typer.echo(f"{'':<15} → {finding.mend}")
