"""What the network calls its own, for those who write and those who read."""

from collections.abc import Collection

from handlers.recognising.allowing import Known
from storage import contacts, people
from storage.work import Work


def known_to(work: Work, agency_ids: Collection[int]) -> Known:
    """All agencies by name; of these agencies the people, and the desks that are no secret."""
    known = Known()
    for agency in people.agencies(work):
        known.add(agency.name, *agency.names.values())
    for officer in people.officers_of(work, list(agency_ids)):
        known.add(officer.name)
    for point in contacts.points_by(work, list(agency_ids)):
        if not point.is_private:
            known.add(point.name, point.phone or "", point.duty_phone or "", point.mail or "")
    return known
