"""Every table there is: whoever needs the whole schema imports this."""

from sqlmodel import SQLModel

from storage import audit, clues, contacts, drafts, inbox, items, matrix, notices, outbox, people

ROOMS = (audit, clues, contacts, drafts, inbox, items, matrix, notices, outbox, people)
METADATA = SQLModel.metadata
