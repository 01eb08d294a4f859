"""What is said of a deadline, wherever it is reminded of."""

from datetime import datetime

from handlers.vocabulary.text import Piece
from handlers.vocabulary.voice import Voice


def due(voice: Voice, at: datetime | None) -> Piece:
    if at is None:
        return None
    time = voice.when(at, deadline=True)
    if at == voice.now:
        return voice.t("Due now: %(time)s", time=time)
    if at < voice.now:
        return voice.t("Was due %(time)s, %(length)s ago", time=time, length=voice.duration(voice.now - at))
    return voice.t("Due %(time)s, in %(length)s", time=time, length=voice.duration(at - voice.now))
