"""Directive (EU) 2023/977: when an answer is urgent, and on which grounds one may be refused."""

from handlers.vocabulary.languages import N_

FROM_RECEIPT = N_("The deadline counts from delivery. If delivery is late, you get the new date.")


NORMAL, URGENT = "normal", "urgent"  # URGENT: its reason is still to be said
URGENCY = {
    "a": N_("An immediate and serious threat to public security"),
    "b": N_("Imminent danger to a person's life or physical integrity"),
    "c": N_("A decision on somebody's detention depends on it"),
    "d": N_("The information is about to lose its value"),
}


GROUNDS = {
    "a": N_("The information is not held."),
    "b": N_("The request does not meet Article 4 of Directive (EU) 2023/977."),
    "c": N_("The judicial authorisation was refused."),
    "d": N_("The data is outside the permitted categories."),
    "e": N_("The data is wrong, incomplete or out of date."),
    "f": N_("National security, an ongoing investigation, or a person's safety would be harmed."),
    "g": N_("The offence is too minor, or no offence there."),
    "h": N_("It came from another state, which has not agreed."),
}
