"""How messages look on a screen."""

from rich.console import Console as Screen
from rich.text import Text as Rich

from bot.chat.script import Event
from handlers.vocabulary.text import Style, Text

_STYLES = {Style.BOLD: "bold", Style.DIM: "dim", Style.QUOTE: "italic cyan", Style.CODE: "bold cyan"}


def styled(words: Text) -> Rich:
    """Our spans as Rich shows them."""
    return Rich.assemble(*((span.text, _STYLES.get(span.style, "")) for span in words))


def show_event(screen: Screen, event: Event) -> None:
    """One line of a transcript, for people."""
    if "from" in event:
        said = event.get("text") or event.get("press") or event.get("edit") or ""
        file = f"[{event['file']}] " if "file" in event else ""
        screen.print(Rich.assemble((f"{event['from']}> ", "bold green"), f"{file}{said}"))
        return
    screen.print(Rich.assemble((f"→ {event['to']}", "bold blue")))
    screen.print(Rich("\n".join("  " + line for line in event["text"].splitlines())))
    for file in event["files"]:
        screen.print(Rich(f"  [{file['name']}, {file['size']} bytes]", "dim"))
    if event["buttons"]:
        numbered = (f"[{number}] {label}" for number, label in enumerate(event["buttons"], start=1))
        screen.print(Rich("  " + "  ".join(numbered), "yellow"))
    screen.print()
