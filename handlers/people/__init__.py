"""Who is here: codes, enrolment, approval, suspension, one's own settings, and the lockdown."""

from handlers.people import (
    codes,
    colleagues,
    deputies,
    enrol,
    further_accounts,
    identity,
    invite,
    lockdown,
    newcomers,
    own_name,
    own_page,
    standing,
    vetting,
    vouching,
)

ROOMS = (
    codes,
    colleagues,
    deputies,
    enrol,
    further_accounts,
    identity,
    invite,
    lockdown,
    newcomers,
    own_name,
    own_page,
    standing,
    vetting,
    vouching,
)
