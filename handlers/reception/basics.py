"""start, help, language and cancel: what everybody needs first."""

from collections.abc import Iterable
from datetime import timedelta

from handlers.core.context import Context, Press
from handlers.core.params import Typed
from handlers.core.registry import (
    EVERYONE,
    Command,
    act,
    command,
    command_named,
    commands,
    is_for,
    parse,
    run_command,
)
from handlers.core.speech import says
from handlers.letters.menu import first_steps
from handlers.vocabulary.languages import LANGUAGES, N_, language_named
from handlers.vocabulary.text import Button, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import outbox
from storage.people import Role

_WELCOMED = timedelta(minutes=1)
GROUPS = (
    N_("Clues"),
    N_("Requests"),
    N_("Contacts and notices"),
    N_("You"),
    N_("For coordinators"),
)


@command("start", zh="开始", help=N_("Say hello"), roles=EVERYONE, group=N_("You"), hidden=True)
def start(ctx: Context, argument: str) -> None:
    """Pressed again and again where nothing came at once: welcomed once."""
    if argument or not outbox.said_since(ctx.work, ctx.officer.id, "start", ctx.now - _WELCOMED):
        ctx.reply("start", *first_steps(ctx.officer.role))


@command(
    "help",
    zh="帮助",
    help=N_("What I can do"),
    roles=EVERYONE,
    arguments=N_("[command]"),
    group=N_("You"),
    fits=lambda _ctx, rest: command_named(rest.lstrip("/!！")) is not None,
    aliases=("?", "？"),
)
def help_(ctx: Context, argument: str) -> None:
    asked = parse("/" + argument.lstrip("/!！")) if argument else None
    if asked is not None and is_for(asked[0], ctx.officer.role):
        ctx.unused = asked[1]
        ctx.reply("help.one", name=asked[0].name)
    else:
        _help(ctx)


def _help(ctx: Context) -> None:
    ctx.reply("help", role=ctx.officer.role, operator=ctx.rules.operator_contact)


@act("help", EVERYONE, harmless=True)
def _press_help(ctx: Press) -> None:
    _help(ctx)


@act("command", EVERYONE)
def _press_command(ctx: Press) -> None:
    """A button that stands for a command, with its `argument` where it has one."""
    ctx.keep_message()
    asked = ctx.offer.params
    if not run_command(ctx, command_named(asked.get("name", "")), str(asked.get("argument", ""))):
        ctx.reply("button.gone")


@command(
    "language",
    zh="语言",
    help=N_("English or Chinese"),
    roles=EVERYONE,
    arguments=N_("[language]"),
    group=N_("You"),
    fits=lambda _ctx, rest: language_named(rest) is not None,
)
def language(ctx: Context, argument: str) -> None:
    wanted = language_named(argument)
    if wanted is None:
        buttons = [
            Button(LANGUAGES[code], "language", params={"language": code}) for code in ctx.rules.languages
        ]
        ctx.reply("language.ask", *buttons, unknown=argument[:40])
        return
    _speak(ctx, wanted)


@act("language", EVERYONE)
def _press_language(ctx: Press) -> None:
    _speak(ctx, ctx.offer.params["language"])


def _speak(ctx: Context, code: str) -> None:
    ctx.officer.language = code
    ctx.work.session.add(ctx.officer)
    ctx.reply("language.set")


@command("cancel", zh="取消", help=N_("Leave the form that is open"), roles=EVERYONE, group=N_("You"))
def cancel(ctx: Context, _argument: str) -> None:
    """Only reached where no form is open: an open one takes the word itself."""
    ctx.reply("cancel.nothing")


def usage(voice: Voice, made: Command) -> str:
    """ "/clue [country…] [text]" in the reader's language, by its command word in that language."""
    word = made.zh if voice.language == "zh" else made.name
    named = voice.written(f"/{word}")
    return f"{named} {voice.t(made.arguments)}" if made.arguments else named


@says("start")
def _say_start(voice: Voice) -> Text:
    return paragraphs(
        voice.t(
            "This is Liaison. You can file clues, ask for information, and find contact points by country."
        ),
        voice.t("It points and tracks: case files belong into the official channel."),
    )


@says("help", unclear=True, free=True)
def _say_help(voice: Voice, role: str, operator: str = "") -> Text:
    role = Role(role)
    mine = [made for made in commands() if is_for(made, role) and not made.hidden]
    sections = [_section(voice, group, (made for made in mine if made.group == group)) for group in GROUPS]
    return paragraphs(
        *sections,
        dim(voice.t("A command works with /, with ! or without. /help and a command says more about it.")),
        voice.t("If this bot itself fails: %(contact)s", contact=operator) if operator else None,
    )


def _section(voice: Voice, group: str, offered: Iterable[Command]) -> Text | None:
    rows = [text(usage(voice, made), dim(" – " + voice.t(made.help))) for made in offered]
    return lines(bold(voice.t(group)), *rows) if rows else None


@says("help.one", free=True)
def _say_help_one(voice: Voice, name: str) -> Text:
    made = next(one for one in commands() if one.name == name)
    return lines(
        bold(usage(voice, made)),
        voice.t(made.help),
        dim(voice.written(" ".join("/" + word for word in made.words))),
    )


@says("language.ask", unclear=True)
def _say_language_ask(voice: Voice, unknown: Typed) -> Text:
    return lines(
        voice.t("I do not speak “%(language)s” yet.", language=unknown) if unknown else None,
        voice.t("Which language do you want? 请选择语言。"),
    )


@says("language.set")
def _say_language_set(voice: Voice) -> Text:
    return text(voice.t("From now on I write English to you."))


@says("cancel.nothing")
def _say_nothing(voice: Voice) -> Text:
    return text(voice.t("Nothing is open."))
