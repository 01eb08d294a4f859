"""How words and files are handled of which nobody has said yet what they are: as the clue they may become.

What evidently only asks, or greets, may stay wherever it was typed.
"""

from typing import Any

from handlers import clue_marks, countries, form_typed, words
from handlers.access import Handling
from storage.work import Work

_GREETINGS = {
    *("hello", "hi", "hey", "hi there", "hello there", "good morning", "good afternoon", "good evening"),
    *("good night", "bye", "goodbye", "thanks", "thank you", "many thanks", "ok", "okay", "yes", "no"),
    *("test", "你好", "您好", "大家好", "早", "早上好", "上午好", "下午好", "晚上好", "晚安", "再见"),
    *("谢谢", "谢谢您", "谢谢你", "多谢", "感谢", "好", "好的", "收到", "是", "不是", "嗯", "行"),
}


def as_clue(work: Work, typed: str) -> dict[str, Any]:
    """For the params of a reply to what is kept until its sender says what for."""
    answers, _ = clue_marks.read(countries.split(typed).rest)
    return {"handling": form_typed.by_marks(work, "", answers).to_json()}


def as_words(work: Work, typed: str) -> dict[str, Any]:
    """The same for words alone; nothing for a greeting, or for the names of countries."""
    found = handling(work, typed)
    return {"handling": found.to_json()} if found is not None else {}


def handling(work: Work, typed: str) -> Handling | None:
    """None: it evidently asks or greets."""
    found = countries.split(typed)
    bare = words.folded(typed).strip(" .,!?~。，！？～")
    if bare in _GREETINGS or not found.rest.strip():
        return None
    return form_typed.by_marks(work, "", clue_marks.read(found.rest)[0])
