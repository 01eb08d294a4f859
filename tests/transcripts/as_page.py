"""`python -m tests.transcripts.as_page > docs/in-your-own-words.md`: the conversations of `plain/`."""

from pathlib import Path

HERE = Path(__file__).parent
PAGE = Path(__file__).parents[2] / "docs/in-your-own-words.md"
_HEAD = """# In your own words

Conversations without one slash, in both languages. Each is played by `tests/transcripts`, with every line
of the bot that stands here; what it said besides is left out. A number presses a button; `{ref}` is the
reference that was told last.
"""
ORDER = ("clue", "request", "reminders", "contacts", "settings")


def page() -> str:
    files = [HERE / "plain" / f"{name}{language}.txt" for name in ORDER for language in ("", ".zh")]
    return "\n".join([_HEAD, *map(_conversation, files)])


def _conversation(path: Path) -> str:
    first, *rest = path.read_text("utf-8").splitlines()
    lines = "\n".join(_line(line) for line in rest if line.strip())
    return f"## {first.removeprefix('# ')}\n\n```text\n{lines}\n```\n"


def _line(line: str) -> str:
    if line.startswith("= "):
        who, _, said = line.removeprefix("= ").partition(": ")
        return f"        → {who}: {said}"
    return f"        ({line.removeprefix('@ ')})" if line.startswith("@") else line


if __name__ == "__main__":
    print(page(), end="")
