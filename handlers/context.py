"""What a handler is given: who wrote what, the unit of work, and the ways to answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.chat import Button, Incoming, Label
from handlers.lang import Voice
from handlers.rules import Rules
from storage import people
from storage.outbox import Lane, Offer, Outgoing
from storage.people import Account, Officer
from storage.work import Work


def say(
    work: Work,
    officer: Officer,
    kind: str,
    *,
    buttons: Sequence[Button] = (),
    item: str = "",
    files: Sequence[int] = (),
    account: Account | None = None,
    lane: Lane = Lane.BULK,
    urgent: bool = False,
    replaces: int | None = None,
    at: datetime | None = None,
    ends_at: datetime | None = None,
    **params: Any,
) -> Outgoing:
    """Put one message to an officer into the outbox. `params` are what its speech is given, as JSON.

    Without an `account`, delivery chooses the one used last. `at`: not before; `ends_at`: of its buttons.
    """
    outgoing = Outgoing(
        officer_id=officer.id,
        account_id=account.id if account else None,
        kind=kind,
        params=params,
        item=item,
        files=list(files),
        lane=lane,
        urgent=urgent,
        replaces_id=replaces,
        due_at=at or work.now,
        made_at=work.now,
    )
    work.session.add(outgoing)
    if buttons:
        work.session.flush()  # they point to it
    for position, button in enumerate(buttons, start=1):
        label = button.label if isinstance(button.label, Label) else Label(button.label)
        offer = Offer(
            outgoing_id=outgoing.id,
            officer_id=officer.id,
            position=position,
            label=label.source,
            label_params=dict(label.params),
            act=button.act,
            item=button.item or item,
            params=dict(button.params),
            group=button.group,
            ends_at=ends_at,
        )
        work.session.add(offer)
    return outgoing


def voice_for(work: Work, officer: Officer) -> Voice:
    return Voice(officer.language, ZoneInfo(officer.zone), work.now, work)


@dataclass
class Context:
    """One message or press of one active officer. `incoming.text` is cleaned already."""

    work: Work
    rules: Rules
    officer: Officer
    account: Account
    incoming: Incoming
    offer: Offer | None = None
    files: list[int] = field(
        default_factory=list
    )  # attachments that came with it, kept and not yet anybody's
    event: str = ""  # the message it all began with: its channel and its id there
    said_in: Sequence[Mapping[str, Any]] = ()  # the messages that say what is acted on: account, id there
    _replaced: bool = False

    def __post_init__(self) -> None:
        if (message := self.incoming.extra.get("message")) is not None:
            self.said_in = [{"account": self.account.id, "message": message}]
            own = f"{self.account.id}/{str(message).split()[0]}"  # it is told of edits by this number
        else:
            own = self.incoming.event
        self.event = self.event or f"{self.incoming.channel} {own}"

    @property
    def now(self) -> datetime:
        return self.work.now

    @property
    def voice(self) -> Voice:
        """For reading what the officer typed; what is said goes through `reply` and `tell`."""
        return voice_for(self.work, self.officer)

    @property
    def changed_event(self) -> str:
        """The event of the message that an edit, or a deletion, is about."""
        is_numbered = "message" in self.incoming.extra
        return self.event if is_numbered else f"{self.incoming.channel} {self.incoming.about}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.officer.zone)

    def reply(
        self,
        kind: str,
        *buttons: Button,
        item: str = "",
        files: Sequence[int] = (),
        replaces: int | None = None,
        **params: Any,
    ) -> Outgoing:
        """To the account that wrote. After a press it takes the place of the message with the button, where
        the channel can do that."""
        if replaces is None and self.offer is not None and not self._replaced:
            replaces, self._replaced = self.offer.outgoing_id, True
        params.setdefault("said_in", list(self.said_in))
        return say(
            self.work,
            self.officer,
            kind,
            buttons=buttons,
            item=item,
            files=files,
            account=self.account,
            lane=Lane.ANSWER,
            replaces=replaces,
            ends_at=self.now + self.rules.periods.offer,
            **params,
        )

    def keep_message(self) -> None:
        """The message with the pressed button stays; what is replied comes below it."""
        self._replaced = True

    def tell(self, officer: Officer, kind: str, *buttons: Button, **params: Any) -> Outgoing:
        """To another officer. `params` may hold `item`, `files`, `urgent`, too."""
        return say(
            self.work,
            officer,
            kind,
            buttons=buttons,
            ends_at=self.now + self.rules.periods.offer,
            **params,
        )

    def tell_all(self, officers: Iterable[Officer], kind: str, *buttons: Button, **params: Any) -> int:
        """How many were told; who acts is not told what he or she just did."""
        others = [officer for officer in officers if officer.id != self.officer.id]
        for officer in others:
            self.tell(officer, kind, *buttons, **params)
        return len(others)

    def colleagues(self, agency_id: int) -> list[Officer]:
        """The active officers of an agency, and who stands in for them now."""
        members = people.officers_of(self.work, [agency_id])
        deputies = [people.deputy_of(self.work, member) for member in members]
        return list({officer.id: officer for officer in [*members, *filter(None, deputies)]}.values())

    def may_act_for(self, agency_id: int) -> bool:
        return agency_id in people.agencies_of(self.work, self.officer)
