"""The shortest honest python-telegram-bot echo bot: `python -m bench.bare_telegram URL TOKEN`."""

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

_KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Next", callback_data="next")]])


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "", reply_markup=_KEYS)


async def pressed(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(f"{update.update_id}", reply_markup=_KEYS)


def main(url: str, token: str) -> None:
    builder = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    app = builder.build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(pressed))
    app.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
