"""Every table there is: whoever needs the whole schema imports this."""

from sqlmodel import SQLModel

from storage import (
    agencies,
    audit,
    case_rooms,
    clues,
    contacts,
    drafts,
    duty,
    exercises,
    expiry,
    file_use,
    inbox,
    items,
    law,
    leaving,
    library,
    matching,
    matrix,
    meetings,
    notices,
    outbox,
    people,
    presence,
    recipients,
    reminders,
    requests,
    research,
    retention,
    screenings,
    stepup,
    topics,
    verifications,
)

ROOMS = (
    agencies,
    audit,
    case_rooms,
    clues,
    contacts,
    drafts,
    duty,
    exercises,
    expiry,
    file_use,
    inbox,
    items,
    law,
    leaving,
    library,
    matching,
    matrix,
    meetings,
    notices,
    outbox,
    people,
    presence,
    recipients,
    reminders,
    requests,
    research,
    retention,
    screenings,
    stepup,
    topics,
    verifications,
)
METADATA = SQLModel.metadata

_NAMES = {room.__name__ for room in ROOMS}
TABLES = [  # of the rooms, and of nobody else who may have put some into METADATA
    METADATA.tables[str(mapper.class_.__tablename__)]
    for mapper in SQLModel._sa_registry.mappers
    if mapper.class_.__module__ in _NAMES
]
