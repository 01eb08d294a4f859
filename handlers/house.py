"""All rooms, one a line: importing this declares every command, act, tick and message there is."""

from handlers import (
    again,
    agreements,
    basics,
    clues,
    contacts,
    contacts_view,
    form_texts,
    forms,
    housekeeping,
    old_drafts,
    reception,
    references,
    status,
    strangers,
)
from handlers.people import house as people

ROOMS = (
    again,
    agreements,
    basics,
    clues,
    contacts,
    contacts_view,
    form_texts,
    forms,
    housekeeping,
    old_drafts,
    reception,
    references,
    status,
    strangers,
    people,
)
