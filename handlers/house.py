"""All rooms: importing this declares every command, act, tick and message there is."""

from handlers import (
    again,
    basics,
    clues,
    contacts,
    form_texts,
    forms,
    old_drafts,
    reception,
    references,
    status,
    strangers,
)
from handlers.people import house as people

ROOMS = (
    again,
    basics,
    clues,
    contacts,
    form_texts,
    forms,
    old_drafts,
    reception,
    references,
    status,
    strangers,
    people,
)
