"""What a bot may ask about a chat, and how it leaves one."""

from tests.botapi import errors
from tests.botapi.methods.call import Call, method
from tests.botapi.model import Chat, Json, User


@method("getChat")
async def get_chat(call: Call) -> Json:
    chat = call.chat()
    if chat.person is None and not chat.holds(call.bot.user.id):
        raise errors.forbidden(f"bot is not a member of the {chat.kind} chat")
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return chat.json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def _member(user: User, standing: str) -> Json:
    member: Json = {"user": user.json(), "status": standing}
    if standing == "kicked":
        member["until_date"] = 0
    if standing == "creator":
        member["is_anonymous"] = False
    if standing == "administrator":
        member |= dict.fromkeys(_RIGHTS, True) | {"is_anonymous": False, "can_be_edited": False}
    return member


_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip


def member_json(user: User, standing: str) -> Json:
    """A ChatMember object."""
    return _member(user, standing)


def _person(call: Call, user_id: int) -> User:
    found = call.world.users.get(user_id)
    mine = next((bot.user for bot in call.world.bots.values() if bot.user.id == user_id), None)
    if (user := found or mine) is None:
        raise errors.bad("invalid user_id specified" if user_id <= 0 else "PARTICIPANT_ID_INVALID")
    return user


@method("getChatMember")
async def get_chat_member(call: Call) -> Json:
    chat, user = call.chat(), _person(call, call.args.integer("user_id"))
    if chat.person is not None:
        return _member(user, "kicked" if chat.blocked and user is chat.person else "member")
    return _member(user, chat.standing(user.id))


@method("getChatAdministrators")
async def get_chat_administrators(call: Call) -> list[Json]:
    chat = call.writable()
    if chat.person is not None:
        raise errors.bad("there are no administrators in the private chat")
    chiefs = {i: s for i, s in chat.members.items() if s in {"creator", "administrator"}}
    return [_member(_person(call, user_id), standing) for user_id, standing in chiefs.items()]


@method("getChatMemberCount")
async def get_chat_member_count(call: Call) -> int:
    chat = call.chat()
    return 2 if chat.person is not None else sum(chat.holds(user_id) for user_id in chat.members)


@method("leaveChat")
async def leave_chat(call: Call) -> bool:
    chat = call.writable()
    if chat.person is not None:
        raise errors.bad("chat member status can't be changed in private chats")
    change_standing(call, chat, "left")
    return True


def change_standing(call: Call, chat: Chat, standing: str) -> None:
    chat.members[call.bot.user.id] = standing
    call.world.touch()
