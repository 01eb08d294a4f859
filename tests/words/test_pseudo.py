"""The English conversations once more, as a language with accents and longer words would show them."""

import re
from pathlib import Path

import pytest
from babel import Locale

from bot.chat import script
from handlers.vocabulary.typed_line import folded
from tests.people.steps import CODE
from tests.talk import Heard, Talk
from tests.transcripts.test_transcripts import _last_reference
from tests.words import pseudo

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
ENGLISH = sorted(path for path in TRANSCRIPTS.rglob("*.txt") if not path.name.endswith(".zh.txt"))
HOUSE = Path(__file__).parents[2]
FOLDERS = ("handlers/library/entries", "handlers/exercises/cases")
WRITTEN = (HOUSE / "bot/demo.toml", *(path for one in FOLDERS for path in (HOUSE / one).glob("*.toml")))
DATA = "\n".join(path.read_text("utf-8") for path in WRITTEN)  # names, entries, cases: words of people
# said in every language at once, before anybody's language is known; and what is a name
SAID_ANYWAY = {
    "Which",
    "language",
    "you",
    "want",
    "console",
    "AMBER",
    "GREEN",
    "RED",
    "CLEAR",
    "STRICT",
    "TLP",
    "INTERPOL",
}


def cldr() -> set[str]:
    """Words of dates, lengths of time, places and languages, which no catalogue holds."""
    locale = Locale("en", "GB")
    said = [
        *locale.territories.values(),
        *locale.languages.values(),
        *locale.days["format"]["abbreviated"].values(),
    ]
    said += [
        *locale.months["format"]["abbreviated"].values(),
        "and ago in day days hour hours minute minutes second",
    ]
    said += [str(zone.get("city", "")) for zone in locale.time_zones.values()]
    said += [str(key).split("/")[-1] for key in locale.time_zones]
    return {word for one in said for word in re.findall(r"[A-Za-z]{3,}", str(one).replace("_", " "))}


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_nothing_is_untouched_glued_or_cut(talk: Talk, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pseudo.install(monkeypatch)
    monkeypatch.setattr(script, "_MORE", {folded(pseudo.pseudo("More choices"))})
    code, ref, typed = "", "", ""
    for raw in path.read_text("utf-8").splitlines():
        if not raw.strip() or raw[0] in "#=":
            continue
        line = raw.replace("{code}", code).replace("{ref}", ref)
        typed += f" {line}"
        heard = talk(line)
        code = found.group() if (found := CODE.search(heard.text)) else code
        ref = _last_reference(heard) or ref
    assert _faults(talk.everything, f"{typed} {DATA}") == {}


def _faults(heard: Heard, known: str) -> dict[str, list[str]]:
    words = pseudo.sources() - cldr() - SAID_ANYWAY
    shown = [(event["kind"], one) for event in heard.events for one in [event["text"], *event["buttons"]]]
    found = {
        "cut": [f"{kind}: {text}" for kind, text in shown if pseudo.cut(text)],
        "glued": [f"{kind}: {line}" for kind, text in shown for line in pseudo.glued(text)],
        "untouched": [
            f"{kind}: {word}"
            for kind, text in shown
            for word in pseudo.untouched(text)
            if word in words and word not in known
        ],
        "raw": [f"{kind}: {text}" for kind, text in shown if re.search(r"Span\(|%\(|\{'", text)],
    }
    return {name: sorted(set(ones)) for name, ones in found.items() if ones}


def test_the_checks_see_what_they_are_for() -> None:
    assert pseudo.pseudo("Sent to %(name)s") == "⟦Šéñť ťó %(name)s···⟧"
    assert pseudo.glued("⟦Šéñť···⟧ ⟦ťó⟧")
    assert not pseudo.glued("⟦Ťó:·⟧ ⟦évéřýbóďý⟧")
    assert pseudo.cut("⟦Šé…")
    assert not pseudo.cut("⟦Šé⟧")
    assert list(pseudo.untouched("⟦Šéñť⟧ Sent")) == ["Sent"]
