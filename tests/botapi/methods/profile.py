"""What a bot says about itself: command menus by scope and language, names and descriptions."""

import re

from tests.botapi import errors
from tests.botapi.methods.call import Call, method
from tests.botapi.model import Json
from tests.botapi.text import units
from tests.botapi.world import Bot

SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
    "chat_administrators", "chat_member",
}  # fmt: skip


def _scope(call: Call) -> tuple[str, str]:
    """The scope as a key: its type, and the chat's id for the narrow ones."""
    scope = call.args.json("scope", "BotCommandScope", dict) or {"type": "default"}
    kind = scope.get("type")
    if kind not in SCOPES:
        raise errors.bad("unsupported type specified")
    if "chat_id" not in scope:
        return str(kind), ""
    chat = call.world.chat_of(call.bot, str(scope["chat_id"]))
    return str(kind), f"{chat.id}:{scope['user_id']}" if "user_id" in scope else str(chat.id)


def _key(call: Call) -> tuple[str, ...]:
    language = call.args.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise errors.bad("invalid language code specified")
    return ("commands", *_scope(call), language)


@method("setMyCommands")
async def set_my_commands(call: Call) -> bool:
    commands = call.args.json("commands", "commands", list) or []
    if len(commands) > 100:
        raise errors.bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check(command)
    call.bot.settings[_key(call)] = commands
    return True


def _check(command: Json) -> None:
    if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", "")).removeprefix("/")):
        raise errors.bad("BOT_COMMAND_INVALID")
    if not 1 <= units(str(command.get("description", ""))) <= 256:
        raise errors.bad("BOT_COMMAND_DESCRIPTION_INVALID")


@method("getMyCommands")
async def get_my_commands(call: Call) -> object:
    return call.bot.settings.get(_key(call), [])


@method("deleteMyCommands")
async def delete_my_commands(call: Call) -> bool:
    call.bot.settings.pop(_key(call), None)
    return True


def menu_for(bot: Bot, user_id: int, language: str | None) -> object:
    """The menu this person sees in private: narrow before wide, own language before none."""
    for scope in (("chat", str(user_id)), ("all_private_chats", ""), ("default", "")):
        for spoken in (language or "", ""):
            found = bot.settings.get(("commands", *scope, spoken[:2]))
            if found:
                return found
    return []


_TEXTS = {"name": ("name", 64), "description": ("description", 512)}
_TEXTS |= {"shortdescription": ("short_description", 120)}


@method("setMyName", "setMyDescription", "setMyShortDescription")
async def set_my_text(call: Call) -> bool:
    field, most = _TEXTS[call.name.removeprefix("setmy")]
    if units(call.args.text(field)) > most:
        raise errors.bad(f"{field.replace('_', ' ')} is too long")
    call.bot.settings[(field, call.args.text("language_code"))] = call.args.text(field)
    return True


@method("getMyName", "getMyDescription", "getMyShortDescription")
async def get_my_text(call: Call) -> Json:
    field, _ = _TEXTS[call.name.removeprefix("getmy")]
    plain = call.bot.user.first_name if field == "name" else ""
    kept = call.bot.settings
    return {field: kept.get((field, call.args.text("language_code"))) or kept.get((field, "")) or plain}


@method("setChatMenuButton", "setMyDefaultAdministratorRights", "setMyProfilePhoto", "removeMyProfilePhoto")
async def accept(_call: Call) -> bool:
    return True
