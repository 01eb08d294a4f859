"""How words and files are handled of which nobody has said yet what they are: as the clue they may become.

What evidently only asks, or greets, may stay wherever it was typed.
"""

from collections.abc import Mapping
from typing import Any

from handlers import places as gazetteer
from handlers.core import access
from handlers.law import typed_marks
from handlers.law.handling import Handling, Tlp, strictest
from handlers.vocabulary import typed_line
from handlers.vocabulary.text import UNKNOWN
from storage.item import Item
from storage.work import Work

_GREETINGS = {
    *("hello", "hi", "hey", "hi there", "hello there", "good morning", "good afternoon", "good evening"),
    *("good night", "bye", "goodbye", "thanks", "thank you", "many thanks", "ok", "okay", "yes", "no"),
    *("test", "你好", "您好", "大家好", "早", "早上好", "上午好", "下午好", "晚上好", "晚安", "再见"),
    *("谢谢", "谢谢您", "谢谢你", "多谢", "感谢", "好", "好的", "收到", "是", "不是", "嗯", "行"),
}


def as_clue(work: Work, typed: str) -> dict[str, Any]:
    """For the params of a reply to what is kept until its sender says what for."""
    return {"handling": of_words(work, typed).to_json()}


def of_words(work: Work, typed: str) -> Handling:
    """By the marks among them, or as a clue would be without any."""
    return by_marks(work, "", typed_marks.read(typed)[0])


def as_words(work: Work, typed: str) -> dict[str, Any]:
    """The same for words alone; nothing for a greeting, or for the names of countries."""
    found = handling(work, typed)
    return {"handling": found.to_json()} if found is not None else {}


def handling(work: Work, typed: str) -> Handling | None:
    """None: it evidently asks or greets."""
    marks, words = typed_marks.read(typed)
    bare = typed_line.folded(words).strip(" .,!?~。，！？～")
    if bare in _GREETINGS or not gazetteer.split(words).rest.strip():
        return None
    return by_marks(work, "", marks)


Marks = dict[str, Any]


def by_marks(_work: Work, _item: str, answers: Mapping[str, Any]) -> Handling:
    """As its answers say, or as it would be filed without them."""
    tlp = answers.get("tlp", UNKNOWN)
    return Handling(Tlp.AMBER if tlp == UNKNOWN else Tlp(tlp), answers.get("personal") == "yes")


def by_item(work: Work, item: Item, _answers: Mapping[str, Any]) -> Handling:
    """As what it belongs to."""
    subject = access.subject_of(work, item)
    return subject.handling if subject is not None else Handling()


def raised(found: Mapping[str, Any], least: Handling) -> dict[str, Any]:
    """The same params, as strict as `least` says, or stricter."""
    return {**found, "handling": stricter(found.get("handling"), least)}


def stricter(under: Marks | None, other: Handling) -> Marks:
    return (other if under is None else strictest(Handling.from_json(under), other)).to_json()
