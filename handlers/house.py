"""All rooms, a folder a line, and all kinds of items: importing this declares everything there is."""

from handlers import (
    absence,
    agencies,
    clues,
    contacts,
    core,
    forms,
    items,
    letters,
    library,
    matching,
    network,
    notices,
    people,
    reception,
    reminders,
    requests,
    retention,
    rota,
    screening,
    second_factor,
    statistics,
    trail,
)
from handlers.items import kinds

ROOMS = (
    *absence.ROOMS,
    *agencies.ROOMS,
    *clues.ROOMS,
    *contacts.ROOMS,
    *core.ROOMS,
    *forms.ROOMS,
    *items.ROOMS,
    *letters.ROOMS,
    *library.ROOMS,
    *matching.ROOMS,
    *network.ROOMS,
    *notices.ROOMS,
    *people.ROOMS,
    *reception.ROOMS,
    *reminders.ROOMS,
    *requests.ROOMS,
    *retention.ROOMS,
    *rota.ROOMS,
    *screening.ROOMS,
    *second_factor.ROOMS,
    *statistics.ROOMS,
    *trail.ROOMS,
)

kinds.declare(*clues.ITEMS, *contacts.ITEMS, *library.ITEMS, *notices.ITEMS, *requests.ITEMS)
