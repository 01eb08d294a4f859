"""`python -m tests.words [TABLE] [VERDICT …]`: what becomes of the lines, by language."""

import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.words.judging import Verdict, judge
from tests.words.playing import Networks, Played, play
from tests.words.test_tables import lines


def measured(name: str, folder: Path) -> list[tuple[Verdict, Played]]:
    networks = Networks(folder)
    played = [play(networks, line) for line in lines(f"{name}.tsv")]
    return [(judge(one), one) for one in played]


def table(found: list[tuple[Verdict, Played]]) -> str:
    counts = Counter((one.line["language"], verdict) for verdict, one in found)
    rows = [f"{'':10}" + "".join(f"{verdict:>12}" for verdict in Verdict)]
    rows += [
        f"{language:10}" + "".join(f"{counts[language, verdict]:12}" for verdict in Verdict)
        for language in ("en", "zh")
    ]
    whole = Counter(verdict for verdict, _ in found)
    rows.append(f"{'together':10}" + "".join(f"{whole[verdict]:12}" for verdict in Verdict))
    return "\n".join(rows)


def shown(verdict: Verdict, one: Played) -> str:
    answer = " / ".join(one.answer.text.split("\n"))[:400]
    keys = "".join(f" [{label}]" for label in one.answer.buttons)
    told = [event["to"] for event in one.heard.events if event["to"] != one.line["who"]]
    return (
        f"{verdict.upper():10} {one.line['who']}> {one.said}\n   right  {one.line['right']}\n"
        f"   heard  ({' '.join(one.answer.kinds)}) {answer}{keys}{f' → {told}' if told else ''}"
    )


def main(arguments: list[str]) -> None:
    name = next((one for one in arguments if one.startswith("lines")), "lines")
    wanted = {Verdict(one) for one in arguments if one in set(Verdict)}
    with TemporaryDirectory() as folder:
        found = measured(name, Path(folder))
    for verdict, one in found:
        if verdict in wanted:
            print(shown(verdict, one))
    print(table(found))


if __name__ == "__main__":
    main(sys.argv[1:])
