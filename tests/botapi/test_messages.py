"""Sending, editing and deleting: what is taken, what is refused, in which words."""

import re

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.botapi.conftest import LI, MARTA, STRANGER
from tests.botapi.control import Control

pytestmark = pytest.mark.telegram


def keyboard(**buttons: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(k, callback_data=v) for k, v in buttons.items()]])


async def test_a_sent_text_stands_on_the_screen(bot: Bot, people: Control) -> None:
    people.text(MARTA, "/start")
    sent = await bot.send_message(
        MARTA, "Welcome", reply_markup=keyboard(Yes="y", No="n"), protect_content=True
    )
    assert sent.has_protected_content
    (seen,) = people.said(MARTA)
    assert (seen["text"], seen["buttons"], seen["protected"]) == ("Welcome", [["Yes", "No"]], True)


async def test_a_command_carries_its_entity(bot: Bot, people: Control) -> None:
    people.text(MARTA, "/contacts 西班牙")
    message = (await bot.get_updates())[0].message
    assert message is not None
    assert [(e.type, e.offset, e.length) for e in message.entities] == [("bot_command", 0, 9)]


@pytest.mark.parametrize("text", ["a" * 4096, "😀" * 2048, f"<b>{'a' * 4096}</b>"])
async def test_4096_units_after_parsing_are_taken(bot: Bot, people: Control, text: str) -> None:
    people.text(MARTA, "hi")
    await bot.send_message(MARTA, text, parse_mode="HTML")


@pytest.mark.parametrize("text", ["a" * 4097, "😀" * 2048 + "a"])
async def test_one_unit_more_is_too_long(bot: Bot, people: Control, text: str) -> None:
    people.text(MARTA, "hi")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(MARTA, text)


async def test_blank_text_is_refused(bot: Bot, people: Control) -> None:
    people.text(MARTA, "hi")
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(MARTA, "")
    with pytest.raises(BadRequest, match="Text must be non-empty"):
        await bot.send_message(MARTA, " \n ")


@pytest.mark.parametrize("data", ["", "x" * 65, "刚" * 22])
async def test_button_data_outside_1_to_64_bytes_is_refused(bot: Bot, people: Control, data: str) -> None:
    people.text(MARTA, "hi")
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(MARTA, "choose", reply_markup=keyboard(Yes=data))


async def test_somebody_who_never_wrote_cannot_be_written_to(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(STRANGER, "hello")


async def test_somebody_seen_only_in_a_group_must_begin(bot: Bot, people: Control) -> None:
    people.add_chat("Group", members=[MARTA, LI])
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(LI, "hello")


async def test_a_blocked_bot_is_forbidden_until_unblocked(bot: Bot, people: Control) -> None:
    people.text(MARTA, "hi")
    people.block(MARTA)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(MARTA, "hello")
    people.unblock(MARTA)
    await bot.send_message(MARTA, "hello")
    changes = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member]
    assert [c.new_chat_member.status for c in changes] == ["kicked", "member"]


async def test_a_deactivated_person_is_forbidden(bot: Bot, people: Control) -> None:
    people.text(MARTA, "hi")
    people.deactivate(MARTA)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(MARTA, "hello")


async def test_an_edit_replaces_text_and_takes_the_keyboard_away(bot: Bot, people: Control) -> None:
    people.text(MARTA, "hi")
    sent = await bot.send_message(MARTA, "one", reply_markup=keyboard(Yes="y"))
    await sent.edit_text("two")
    (seen,) = people.said(MARTA)
    assert (seen["text"], seen["buttons"], seen["edited"]) == ("two", [], True)


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, people: Control) -> None:
    people.text(MARTA, "hi")
    sent = await bot.send_message(MARTA, "one", reply_markup=keyboard(Yes="y"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("one", reply_markup=keyboard(Yes="y"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(keyboard(Yes="y"))
    await sent.edit_reply_markup(None)


async def test_what_cannot_be_edited_says_why(bot: Bot, people: Control) -> None:
    theirs = people.text(MARTA, "hi")["message_id"]
    typed = await bot.send_message(MARTA, "x", reply_markup=ReplyKeyboardMarkup([["Yes"]]))
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", MARTA, 999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", MARTA, theirs)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await typed.edit_text("y")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await (await bot.send_message(MARTA, "plain")).edit_caption("c")


async def test_a_message_can_be_deleted_only_within_48_hours(bot: Bot, people: Control) -> None:
    people.text(MARTA, "hi")
    young, old = await bot.send_message(MARTA, "one"), await bot.send_message(MARTA, "two")
    people.advance(48 * 3600 - 5)
    assert await young.delete()
    people.advance(10)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await old.delete()
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await young.delete()


async def test_many_are_deleted_at_once_and_missing_ones_skipped(bot: Bot, people: Control) -> None:
    theirs = people.text(MARTA, "my secret")["message_id"]
    mine = await bot.send_message(MARTA, "one")
    await bot.delete_messages(MARTA, [theirs, mine.message_id, 999])
    assert people.screen(MARTA) == []
    assert [m["deleted"] for m in people.screen(MARTA, deleted=True)] == [True, True]


async def test_a_reply_to_a_missing_message_is_refused_unless_allowed(bot: Bot, people: Control) -> None:
    people.text(MARTA, "hi")
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(MARTA, "x", reply_to_message_id=999)
    await bot.send_message(MARTA, "x", reply_to_message_id=999, allow_sending_without_reply=True)


async def test_explicit_entities_are_kept_and_bad_ranges_refused(bot: Bot, people: Control) -> None:
    people.text(MARTA, "hi")
    sent = await bot.send_message(MARTA, "😀 bold", entities=[MessageEntity("bold", 3, 4)])
    assert sent.parse_entities() == {MessageEntity("bold", 3, 4): "bold"}
    with pytest.raises(BadRequest, match=re.compile("entity_bounds_invalid", re.IGNORECASE)):
        await bot.send_message(MARTA, "abc", entities=[MessageEntity("bold", 2, 4)])


async def test_a_group_that_grew_gives_its_new_id(bot: Bot, people: Control) -> None:
    people.add_chat("Small", members=[MARTA], kind="group", chat=-1001)
    new = people.migrate(-1001)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(-1001, "hello")
    assert caught.value.new_chat_id == new
    await bot.send_message(new, "hello")
    messages = [u.message for u in await bot.get_updates() if u.message]
    assert [m.migrate_to_chat_id for m in messages if m.migrate_to_chat_id] == [new]
    assert [m.migrate_from_chat_id for m in messages if m.migrate_from_chat_id] == [-1001]


async def test_out_of_a_group_nothing_can_be_written(bot: Bot, people: Control) -> None:
    kicked = people.add_chat("One", members=[MARTA])["id"]
    left = people.add_chat("Two", members=[MARTA])["id"]
    people.remove_bot(kicked, MARTA)
    await bot.leave_chat(left)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(kicked, "hello")
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(left, "hello")


async def test_copies_reactions_places_and_actions(bot: Bot, people: Control) -> None:
    message_id = people.text(MARTA, "hi")["message_id"]
    await bot.copy_message(MARTA, MARTA, message_id)
    assert await bot.set_message_reaction(MARTA, message_id, "👌")
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(MARTA, message_id, "x")
    assert (await bot.send_location(MARTA, 39.9, 116.4)).location is not None
    assert (await bot.send_contact(MARTA, "+442079460123", "Duty")).contact is not None
    await bot.send_chat_action(MARTA, "typing")
    assert people.actions(MARTA) == ["typing"]
    assert people.screen(MARTA)[0]["reactions"] == {bot.id: "👌"}
