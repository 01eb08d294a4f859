"""What `lines-unseen-5` says is right, in the wording of the tables before it: the judge knows one."""

import re

_SAME = (
    (r'"([^"]*)"', r"“\1”"),
    (r"\{ref\}", "R-…"),
    (r"[;,] (?:nothing shown|same words|never|says whether|own matters|no list)\b[^;]*", ""),
    (r"; nothing (?:sent|set|handed over)[^;]*", ""),
    (r"^(?:repeating )?reminder (?:on )?(?=the |each |Monday to)", "every "),
    (r"^(?:repeating )?reminder ", ""),
    (r"^the reminder (“[^”]*”) moves to ([^,]*)(,.*)?$", r"\2, \1"),
    (r"^the reminder (“[^”]*”) comes again (.*)$", r"\2, \1"),
    (r"^the reminder (“[^”]*”) is taken away", r"deletes the reminder \1"),
    (r"^lists the reminder of .*", "list of reminders"),
    (r"^lists what .*", "outstanding"),
    (r"^(?:shows how .* stands?\b|shows what is new).*", "where it stands"),
    (r"^says that nothing is overdue.*", "outstanding"),
    (r"^says that it is (\d\d:\d\d) in (\w+).*", r"\1 (the time there) \2 (Beijing time)"),
    (r"^(?:a friendly word|a greeting|says that nothing (?:waits|is waiting)).*", "short answer"),
    (r"^the form is dropped.*", "cancels the form"),
    (r"^refusal of", "refuse"),
    (r"^asks \w+ to clarify", "asks a question about"),
    (r"^the form goes one question back.*", "starts the form again"),
)
_NOTHING = re.compile("nothing (sent|shown)|asks what it is to ask|no notice goes out")


def known(right: str) -> str:
    for theirs, ours in _SAME:
        right = re.sub(theirs, ours, right)
    return right


def is_nothing(right: str) -> bool:
    """Nothing is to come of it; to ask what it is does no harm."""
    return _NOTHING.match(right) is not None
