"""Closed clues as rows of the Human Trafficking Case Data Standard: codes only, and none that few share.

HTCDS 2.0 (IOM and partners, CC BY 4.0): names and values as in its field standards; methods of control as in
its field definitions, which have more of them. Bands of age, the year and k as in the Global Dataset of the
Counter Trafficking Data Collaborative (CTDC).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handlers.law import code_lists
from handlers.vocabulary.text import UNKNOWN

K = 11  # equal rows at least, in every column: CTDC's k
_LEAST = 2  # columns that a row keeps, or it does not go out
_OTHER = "Other"
_BANDS = frozenset(choice.value for choice in code_lists.AGES)

# field of a clue's form: the standard's name of it, and what our codes are called there. Where the standard
# has an "Other", one's own words are that; where it has none, they are left out.
CODED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "exploitation": (
        "vic_TypeOfExploitation",
        {
            "labour": "ForcedLabour",
            "sexual": "SexualExploitation",
            "child_labour": "ChildLabour",
            "marriage": "ForcedMarriage",
            "servitude": "Servitude",
            "criminality": _OTHER,  # the practice of the EU has it, the standard has not
            "begging": "ForcedBegging",
            "organs": "OrganRemoval",
            "adoption": "ForcedAdoption",
            "surrogacy": "Surrogacy",
            "military": "ForcedMilitaryByNonStateActors",
            "": _OTHER,
        },
    ),
    "status": (
        "vic_TraffickingStatus",
        {
            "possible": "PossibleVictimOfTrafficking",
            "actual": "ActualVictimOfTrafficking",
            "not": "NotAVictimOfTrafficking",
        },
    ),
    "sexes": (
        "prs_Gender",
        {"female": "Feminine", "male": "Masculine", "other": "NonSpecifiedUnknown"},
    ),
    "sector": (
        "vic_ForcedLabourIndustry",
        {
            "A": "A_AgricultureForestryAndFishing",
            "B": "B_MiningAndQuarrying",
            "C": "C_Manufacturing",
            "F": "F_Construction",
            "G": "G_WholesaleAndRetailTradeRepairOfMotorVehicles",
            "H": "H_TransportationAndStorage",
            "I": "I_AccommodationAndFoodServiceActivities",
            "N": "N_AdministrativeAndSupportServiceActivities",
            "Q": "Q_HumanHealthAndSocialWorkActivities",
            "R": "R_ArtsEntertainmentAndRecreation",
            "S": "S_OtherServiceActivities",
            "T": "T_ActivitiesOfHouseholdsAsEmployers",
        },
    ),
    "control": (
        "vic_MethodsOfControl",
        {
            "debt": "DebtBondage",
            "earnings": "TakesEarnings",
            "threats": "Threats",
            "police": "ThreatOfLawEnforcement",
            "psychological": "PsychologicalAbuse",
            "physical": "PhysicalAbuse",
            "sexual": "SexualAbuse",
            "promises": "FalsePromises",
            "substances": "PsychoactiveSubstances",
            "movement": "RestrictsMovement",
            "documents": "WithholdsDocuments",
            "children": "UsesChildren",
            "": _OTHER,
        },
    ),
    "route": (
        "vic_MethodOfRecruitment",
        {
            "friends": "ThroughFriendsOrSocialEvents",
            "family": "ThroughFamilyOrFamilyEvents",
            "social": "ThroughOnlineSocialNetworks",
            "online_ad": "ThroughAnOnlineAdvertisement",
            "work": "AtWork",
            "school": "AtAnEducationalInstitution",
            "business": "AtAPlaceOfBusiness",
            "": _OTHER,
        },
    ),
    "phase": (
        "hte_Type",
        {"recruitment": "Recruitment", "transit": "Transit", "exploitation": "Exploitation"},
    ),
    "roles": (
        "per_RoleInProcess",
        {
            "recruiter": "RecruiterOrIntermediary",
            "transporter": "Transporter",
            "companion": "TravellingPartner",
            "broker": "BrokerTravelAgent",
            "smuggler": "Smuggler",
            "exploiter": "Exploiter",
            "abuser": "Abuser",
            "": _OTHER,
        },
    ),
}
# without the consent, the column that is worth most first: where too few share a row, the last goes first
COLUMNS = (
    *("yearOfRegistration", "vic_TypeOfExploitation", "hte_Country", "vic_TraffickingStatus", "prs_Gender"),
    *("ageBroad", "vic_ForcedLabourIndustry", "prs_Citizenship", "vic_MethodsOfControl"),
    *("vic_MethodOfRecruitment", "hte_Type", "per_RoleInProcess", "cas_Status"),
)
CONSENT = "con_Consent"  # TRUE in every row: without it none goes out
HEAD = (CONSENT, *COLUMNS)
USED = (*CODED, "ages", "citizenship")  # fields of the form that a row is made of
Cells = tuple[str, ...]  # in the order of COLUMNS; "" where nothing is known, or too few share it


def row(details: Mapping[str, Any], countries: Sequence[str], year: int, *, is_referred: bool) -> Cells:
    """What the details of a clue say in codes. `is_referred`: somebody took it up."""
    cells = {name: _coded(details.get(field), codes) for field, (name, codes) in CODED.items()}
    cells["yearOfRegistration"] = str(year)
    cells["hte_Country"] = _joined(code[:2] for code in countries)  # ISO 3166-1, of parts of countries, too
    cells["prs_Citizenship"] = _joined(code[:2] for code in _listed(details.get("citizenship")))
    bands = (one for one in _listed(details.get("ages")) if one in _BANDS)
    cells["ageBroad"] = _joined(one.replace("–", "-") for one in bands)
    cells["cas_Status"] = "ClosedReferred" if is_referred else "Closed"
    return tuple(cells[name] for name in COLUMNS)


def _coded(value: Any, codes: Mapping[str, str]) -> str:
    return _joined(codes.get(one, codes.get("", "")) for one in _listed(value))


def _listed(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [str(one) for one in found if one not in (None, "", UNKNOWN)]


def _joined(found: Iterable[str]) -> str:
    """Several as the standard's multiselect picklists are exported: "A;B", each once."""
    return ";".join(sorted({one for one in found if one}))


def anonymous(rows: Mapping[Any, Cells]) -> dict[Any, Cells]:
    """Those that K of these share in all columns, those of least worth left empty where it takes that; the
    others are left out. Whatever somebody knows of one, ten others look the same."""
    shown: dict[Any, Cells] = {}
    left = dict(rows)
    for kept in range(len(COLUMNS), _LEAST - 1, -1):
        cut = {key: (*cells[:kept], *[""] * (len(COLUMNS) - kept)) for key, cells in left.items()}
        often = Counter(cut.values())
        shown |= {key: cells for key, cells in cut.items() if often[cells] >= K}
        left = {key: cells for key, cells in left.items() if key not in shown}
    return shown
