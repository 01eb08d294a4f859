"""What one may need a contact point for, and the words by which officers say it."""

import re

from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_

TOPICS = {
    "victim": N_("A victim"),
    "documents": N_("Documents"),
    "person": N_("Checking a person"),
    "case": N_("An investigation"),
    "other": N_("Something else"),
}
_SAID = {
    "victim": re.compile(r"\bvictims?\b|被害人|受害人|受害者"),
    "documents": re.compile(r"\b(documents?|passports?|visas?|papers)\b|证件|护照|签证"),
    "person": re.compile(r"\b(checking a person|person checks?|identity checks?|identity)\b|人员核查|身份"),
    "case": re.compile(r"\b(investigations?|cases?)\b|案件|侦办|侦查"),
}


def topic_in(typed: str) -> str:
    """The one topic that the words name; "" for none, and for several."""
    said = typed_line.folded(typed)
    found = [topic for topic, pattern in _SAID.items() if pattern.search(said)]
    return found[0] if len(found) == 1 else ""
