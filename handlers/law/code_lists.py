"""The code lists of the field (DOMAIN sections 1, 2 and 4): a value that is kept, and its words.

HTCDS v2.0 (IOM, CC BY 4.0) for exploitation, roles, control and recruitment; the ILO's eleven indicators;
Directive (EU) 2023/977 for urgency; Europol Regulation article 29 for grading; handling codes H0–H3.
"""

from collections.abc import Iterable

from handlers.law import directive
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Choice


def _named(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in pairs)


TLPS = tuple(Choice(value, f"TLP:{value}") for value in ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"))

HANDLING = _named(
    [
        ("H0", N_("H0 – to prevent and fight crime")),
        ("H1", N_("H1 – not in court without our permission")),
        ("H2", N_("H2 – not to be passed on without our permission")),
        ("H3", N_("H3 – other limits, in words")),
    ]
)

SOURCES = _named(
    [
        ("A", N_("A – reliable without doubt")),
        ("B", N_("B – mostly reliable")),
        ("C", N_("C – mostly unreliable")),
        ("X", N_("X – cannot be assessed")),
    ]
)

INFORMATION = _named(
    [
        ("1", N_("1 – accurate without doubt")),
        ("2", N_("2 – known to the source, not to us")),
        ("3", N_("3 – hearsay, supported by other information")),
        ("4", N_("4 – hearsay, cannot be supported")),
    ]
)

URGENCY = _named(
    [
        ("", N_("Not urgent")),
        *directive.URGENCY.items(),
        (directive.URGENT, N_("Urgent, reason to follow")),
    ]
)

YES_NO = _named([("yes", N_("Yes")), ("no", N_("No"))])

EXPLOITATION = _named(
    [
        ("labour", N_("Forced labour")),
        ("sexual", N_("Sexual exploitation")),
        ("child_labour", N_("Child labour")),
        ("marriage", N_("Forced marriage")),
        ("servitude", N_("Servitude")),
        ("criminality", N_("Forced criminality")),
        ("begging", N_("Forced begging")),
        ("organs", N_("Organ removal")),
        ("adoption", N_("Illegal adoption")),
        ("surrogacy", N_("Forced surrogacy")),
        ("military", N_("Forced military service")),
    ]
)

PHASES = _named(
    [
        ("recruitment", N_("Recruitment")),
        ("transit", N_("Transit")),
        ("exploitation", N_("Exploitation")),
    ]
)

VICTIM_STATUS = _named(
    [
        ("possible", N_("Possible victims")),
        ("actual", N_("Identified victims")),
        ("not", N_("Not victims")),
    ]
)

SEXES = _named([("female", N_("Female")), ("male", N_("Male")), ("other", N_("Other"))])

AGES = tuple(
    Choice(band, band)
    for band in ("0–8", "9–17", "18–20", "21–23", "24–26", "27–29", "30–38", "39–47", "48+")
)

ROLES = _named(
    [
        ("recruiter", N_("Recruiter")),
        ("transporter", N_("Transporter")),
        ("companion", N_("Travelling companion")),
        ("broker", N_("Broker or travel agent")),
        ("smuggler", N_("Smuggler")),
        ("exploiter", N_("Exploiter")),
        ("abuser", N_("Abuser")),
    ]
)

SECTORS = _named(
    [
        ("A", N_("Farming, forestry, fishing")),
        ("B", N_("Mining")),
        ("C", N_("Manufacturing")),
        ("F", N_("Construction")),
        ("G", N_("Trade")),
        ("H", N_("Transport and delivery")),
        ("I", N_("Restaurants and hotels")),
        ("N", N_("Cleaning, staffing, services to firms")),
        ("Q", N_("Health and care")),
        ("R", N_("Entertainment")),
        ("S", N_("Massage, beauty, personal services")),
        ("T", N_("Private households")),
    ]
)

SIGNS = _named(
    [
        ("vulnerability", N_("Abuse of vulnerability")),
        ("deception", N_("Deception")),
        ("movement", N_("Restriction of movement")),
        ("isolation", N_("Isolation")),
        ("violence", N_("Physical or sexual violence")),
        ("threats", N_("Intimidation and threats")),
        ("documents", N_("Identity documents kept")),
        ("wages", N_("Wages withheld")),
        ("debt", N_("Debt bondage")),
        ("conditions", N_("Abusive working and living conditions")),
        ("overtime", N_("Excessive overtime")),
    ]
)

CONTROL = _named(
    [
        ("debt", N_("Debt bondage")),
        ("earnings", N_("Takes the earnings")),
        ("threats", N_("Threats")),
        ("police", N_("Threat of the police")),
        ("psychological", N_("Psychological abuse")),
        ("physical", N_("Physical abuse")),
        ("sexual", N_("Sexual abuse")),
        ("promises", N_("False promises")),
        ("substances", N_("Drugs or alcohol")),
        ("movement", N_("Restriction of movement")),
        ("documents", N_("Identity documents kept")),
        ("children", N_("Uses children")),
    ]
)

ROUTES = _named(
    [
        ("friends", N_("Friends")),
        ("family", N_("Family")),
        ("social", N_("Social network")),
        ("online_ad", N_("Online advertisement")),
        ("work", N_("At work")),
        ("school", N_("At school")),
        ("business", N_("An agency or firm")),
    ]
)

DECLINED = _named(
    [
        ("thin", N_("Not enough to act on")),
        ("competence", N_("Outside our competence")),
        ("known", N_("Already known to us")),
        ("channel", N_("Handled through the official channel")),
    ]
)
