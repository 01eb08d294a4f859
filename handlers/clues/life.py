"""The life of a clue at one agency, as one table."""

from handlers.items.life import By, Life, Move, life
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage.audit import Tag
from storage.clues import Referral, ReferralState

S = ReferralState


def _button(move: Move, referral: Referral) -> Button:
    return Button(move.label, "clue.step", params={"referral": referral.id, "step": move.act}, group="")


LIFE = life(
    Life(
        "referral",
        {
            S.SENT: N_("sent"),
            S.SEEN: N_("seen"),
            S.ACKNOWLEDGED: N_("acknowledged"),
            S.TAKEN_UP: N_("accepted"),
            S.NOT_TAKEN_UP: N_("declined"),
            S.OUTCOME: N_("outcome reported"),
            S.WITHDRAWN: N_("withdrawn"),
        },
        (
            Move(
                "see",
                By.HOUSE,
                frozenset({S.SENT}),
                S.SEEN,
                told=N_("%(agency)s has seen %(ref)s."),
                past=N_("seen by %(agency)s"),
            ),
            Move(
                "acknowledge",
                By.ADDRESSEE,
                frozenset({S.SENT, S.SEEN}),
                S.ACKNOWLEDGED,
                N_("Acknowledge"),
                told=N_("%(agency)s has acknowledged %(ref)s."),
                past=N_("acknowledged by %(agency)s"),
            ),
            Move(
                "take_up",
                By.ADDRESSEE,
                frozenset({S.SENT, S.SEEN, S.ACKNOWLEDGED, S.NOT_TAKEN_UP}),
                S.TAKEN_UP,
                N_("Accept clue"),
                told=N_("%(agency)s has accepted %(ref)s."),
                past=N_("accepted by %(agency)s"),
            ),
            Move(
                "decline",
                By.ADDRESSEE,
                frozenset({S.SENT, S.SEEN, S.ACKNOWLEDGED, S.TAKEN_UP}),
                S.NOT_TAKEN_UP,
                N_("Decline clue"),
                asks=N_("Why do you decline it?"),
                told=N_("%(agency)s has declined %(ref)s."),
                past=N_("declined by %(agency)s"),
            ),
            Move(
                "report",
                By.ADDRESSEE,
                frozenset({S.TAKEN_UP, S.OUTCOME}),
                S.OUTCOME,
                N_("Report the outcome"),
                asks=N_("What was the outcome?"),
                told=N_("%(agency)s reports the outcome of %(ref)s."),
                past=N_("outcome reported by %(agency)s"),
            ),
            Move(
                "recall",
                By.AUTHOR,
                frozenset(S) - {S.WITHDRAWN},
                S.WITHDRAWN,
                told=N_("%(agency)s has withdrawn %(ref)s."),
                past=N_("withdrawn from %(agency)s"),
            ),
        ),
        _button,
        Tag.REFERRAL_MOVED,
    )
)
