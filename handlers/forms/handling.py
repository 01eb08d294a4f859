"""The questions about how something is to be handled, the same in every form that asks them."""

from handlers.forms.model import Field
from handlers.law import code_lists
from handlers.vocabulary.languages import N_

TLP = Field(
    "tlp",
    "TLP",
    N_("Who may see it?"),
    choices=code_lists.TLPS,
    free=False,
    unknown=False,
    hint=N_(
        "RED: only who receives it. AMBER+STRICT: their own organisation. AMBER: also its clients."
        " GREEN: this network. CLEAR: no limit."
    ),
)
CODES = Field(
    "handling",
    N_("Handling codes"),
    N_("How may it be used?"),
    choices=code_lists.HANDLING,
    many=True,
    free=False,
    unknown=False,
)
PERSONAL = Field(
    "personal",
    N_("Personal data"),
    N_("Does it hold personal data?"),
    choices=code_lists.YES_NO,
    free=False,
    unknown=False,
)
