"""The rooms about people."""

from handlers.people import (
    codes,
    deputies,
    door,
    enrol,
    finding,
    identity,
    invite,
    links,
    lockdown,
    me,
    standing,
    stats,
    totp,
    vetting,
    vouching,
)

ROOMS = (
    codes,
    deputies,
    door,
    enrol,
    finding,
    identity,
    invite,
    links,
    lockdown,
    me,
    standing,
    stats,
    totp,
    vetting,
    vouching,
)
