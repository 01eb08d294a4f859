"""What an author makes of the facts is kept apart from them (Directive (EU) 2016/680, art. 7(1)), also where
it is typed in one go: "Three women held. Assessment: the same group as in May."
"""

import re

_KEY = re.compile(
    r"\b(?:my )?(?:own )?(?:assessment|opinion|view|analysis)\s?[:：]"
    r"|(?:研判|评估|个人判断|本人判断|分析|看法)(?:意见)?\s?[:：]",
    re.IGNORECASE,
)
_STOPS = ".;!?\n。；！？"


def split(words: str) -> tuple[str, str]:
    """The facts, and the view that ends the text, "" without one. A key counts where a sentence begins."""
    for found in _KEY.finditer(words):
        facts, view = words[: found.start()].rstrip(), words[found.end() :].strip()
        if facts[-1:] and facts[-1] in _STOPS and view:
            return facts, view
    return words, ""
