"""What coordinators and the operator see of requests: figures, ages and references, never content."""

from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from handlers.requests.figures import yearly
from tests.talk import Talk

SECRET = "Who owns the phone shop?"


def test_the_overview_names_countries_and_ages_and_no_content(talk: Talk) -> None:
    ref = talk(f"spain> /request China {SECRET}").ref
    heard = talk("@ +9d", "eu> /outstanding", "eu! Open requests by country").of("requests.overview")
    assert ref in heard.text
    assert "China" in heard.text
    assert "1 overdue" in heard.text
    assert SECRET not in heard.text


def test_the_figures_of_a_year_count_what_the_directive_names(talk: Talk) -> None:
    ref = talk(f"spain> /request China urgent (b) {SECRET}").ref
    talk(f"mps> /answer {ref} refuse f", "spain> /request China And who else?")
    with talk.work() as work:
        rows = yearly(work, 2026)
        assert yearly(work, 2025) == []
    assert ("refused", "CN", "ES", "yes", "f", "1") in rows
    assert ("made", "ES", "CN", "no", "", "1") in rows
    assert ("received", "CN", "ES", "yes", "", "1") in rows
    assert SECRET not in str(rows)


def test_the_figures_come_as_csv(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(f"spain> /request China {SECRET}\n", encoding="utf-8")
    data = str(tmp_path / "data")
    runner = CliRunner()
    assert runner.invoke(app, ["chat", "--data", data, "--demo", "--script", str(script)]).exit_code == 0
    done = runner.invoke(app, ["stats", "--year", "2026", "--data", data])
    assert done.stdout.splitlines()[0] == "figure,state,by,urgent,ground,count"
    assert "made,ES,CN,no,,1" in done.stdout


def test_a_clue_nobody_acknowledges_is_reminded_of_until_somebody_does(talk: Talk) -> None:
    ref = talk("spain> /clue China Three women held at a restaurant").ref
    heard = talk("@ +2d").of("reminder").to("mps")
    assert ref in heard.text
    assert ref in talk("mps> /outstanding").text
    talk(f"mps! {heard.buttons[0]}")
    assert not talk("@ +30d").of("reminder")
