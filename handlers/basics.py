"""start, help, language and cancel: what everybody needs first."""

from collections.abc import Iterable

from handlers import words
from handlers.chat import Button, Text, bold, dim, lines, paragraphs, text
from handlers.context import Context
from handlers.lang import LANGUAGES, N_, Voice
from handlers.registry import EVERYONE, Command, act, command, commands, is_for, parse
from handlers.speech import Params, says
from storage.audit import Tag
from storage.people import Role

GROUPS = (
    N_("Clues"),
    N_("Requests"),
    N_("Contacts and notices"),
    N_("You"),
    N_("For coordinators"),
)
_LANGUAGE_WORDS = {"en": "en", "english": "en", "英文": "en", "英语": "en", "zh": "zh", "chinese": "zh",
                   "中文": "zh", "汉语": "zh", "zh-hans": "zh", "zh-cn": "zh"}  # fmt: skip


@command("start", zh="开始", help=N_("Say hello"), roles=EVERYONE, group=N_("You"), hidden=True)
def start(ctx: Context, _argument: str) -> None:
    ctx.reply("start", *first_steps(ctx.officer.role))


def first_steps(role: Role) -> list[Button]:
    """What a person of this role most likely wants to do first."""
    wanted = {
        "clue": N_("File a clue"),
        "request": N_("Ask for information"),
        "outstanding": N_("What is outstanding"),
    }
    offered = [made for made in commands() if made.name in wanted and is_for(made, role)]
    buttons = [Button(wanted[made.name], "command", params={"name": made.name}) for made in offered]
    return [*buttons, Button(N_("Help"), "help")]


@command("help", zh="帮助", help=N_("What I can do"), roles=EVERYONE, arguments=N_("[command]"),
         group=N_("You"), aliases=("?", "？"))  # fmt: skip
def help_(ctx: Context, argument: str) -> None:
    asked = parse("/" + argument.lstrip("/!！")) if argument else None
    if asked is not None and is_for(asked[0], ctx.officer.role):
        ctx.reply("help.one", name=asked[0].name)
    else:
        ctx.reply("help", role=ctx.officer.role)


@act("help", EVERYONE)
def _press_help(ctx: Context) -> None:
    ctx.reply("help", role=ctx.officer.role)


@act("command", EVERYONE)
def _press_command(ctx: Context) -> None:
    """A button that stands for a command, with its `argument` where it has one."""
    ctx.keep_message()
    asked = ctx.offer.params if ctx.offer else {}
    parsed = parse(f"/{asked.get('name', '')}")
    if parsed is not None and is_for(parsed[0], ctx.officer.role):
        parsed[0].run(ctx, str(asked.get("argument", "")))
    else:
        ctx.work.audit(Tag.DENIED, ctx.officer.id, detail="command")
        ctx.reply("button.gone")


def language_named(typed: str) -> str | None:
    """The language that a person means; None for one that is not ours."""
    return _LANGUAGE_WORDS.get(words.folded(typed))


@command("language", zh="语言", help=N_("English or Chinese"), roles=EVERYONE, arguments=N_("[language]"),
         group=N_("You"))  # fmt: skip
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
def _press_language(ctx: Context) -> None:
    if ctx.offer is not None:
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
    return f"/{word} {voice.t(made.arguments)}" if made.arguments else f"/{word}"


@says("start")
def _say_start(voice: Voice, _params: Params) -> Text:
    return paragraphs(
        voice.t(
            "This is Liaison. You can file clues, ask for information, and find contact points by country."
        ),
        voice.t("It points and tracks: case files belong into the official channel."),
    )


@says("help")
def _say_help(voice: Voice, params: Params) -> Text:
    role = Role(params["role"])
    mine = [made for made in commands() if is_for(made, role) and not made.hidden]
    sections = [_section(voice, group, (made for made in mine if made.group == group)) for group in GROUPS]
    return paragraphs(
        *sections,
        dim(voice.t("A command works with /, with ! or without. /help and a command says more about it.")),
    )


def _section(voice: Voice, group: str, offered: Iterable[Command]) -> Text | None:
    rows = [text(usage(voice, made), dim(" – " + voice.t(made.help))) for made in offered]
    return lines(bold(voice.t(group)), *rows) if rows else None


@says("help.one")
def _say_help_one(voice: Voice, params: Params) -> Text:
    made = next(one for one in commands() if one.name == params["name"])
    return lines(
        bold(usage(voice, made)), voice.t(made.help), dim(" ".join("/" + word for word in made.words))
    )


@says("language.ask")
def _say_language_ask(voice: Voice, params: Params) -> Text:
    unknown = params["unknown"]
    return lines(
        voice.t("I do not speak “%(language)s” yet.", language=unknown) if unknown else None,
        voice.t("Which language do you want? 请选择语言。"),
    )


@says("language.set")
def _say_language_set(voice: Voice, _params: Params) -> Text:
    return text(voice.t("From now on I write English to you."))


@says("cancel.nothing")
def _say_nothing(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Nothing is open."))
