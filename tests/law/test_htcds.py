"""The standard's own names and values, and no row that fewer than eleven share."""

import random
from collections import Counter

import pytest

from handlers.clues.form import DETAIL_FIELDS
from handlers.law import code_lists, htcds
from handlers.law.htcds import COLUMNS, Cells

# HTCDS Field Standards 2.0, "Value Names"; methods of control: its Field Definitions
STANDARD = {
    "vic_TypeOfExploitation": "ForcedLabour SexualExploitation ChildLabour ForcedMarriage Servitude"
    " ForcedMilitaryByNonStateActors OrganRemoval ForcedBegging ForcedAdoption Surrogacy Other",
    "vic_TraffickingStatus": "PossibleVictimOfTrafficking ActualVictimOfTrafficking NotAVictimOfTrafficking",
    "prs_Gender": "Feminine Masculine TransgenderFeminine TransgenderMasculine NonConforming"
    " NonSpecifiedUnknown",
    "vic_ForcedLabourIndustry": "A_AgricultureForestryAndFishing B_MiningAndQuarrying C_Manufacturing"
    " D_ElectricityGasSteamAndAirConditioningSupply E_WaterSupplySewerageWasteManagement F_Construction"
    " G_WholesaleAndRetailTradeRepairOfMotorVehicles H_TransportationAndStorage"
    " I_AccommodationAndFoodServiceActivities J_InformationAndCommunication K_FinancialAndInsuranceActivities"
    " L_RealEstateActivities M_ProfessionalScientificAndTechnicalActivities"
    " N_AdministrativeAndSupportServiceActivities O_PublicAdministrationAndDefence P_Education"
    " Q_HumanHealthAndSocialWorkActivities R_ArtsEntertainmentAndRecreation S_OtherServiceActivities"
    " T_ActivitiesOfHouseholdsAsEmployers U_ActivitiesOfExtraterritorialOrganizations",
    "vic_MethodsOfControl": "DebtBondage TakesEarnings RestrictsFinancialAccess Threats PsychologicalAbuse"
    " PhysicalAbuse SexualAbuse FalsePromises PsychoactiveSubstances RestrictsMovement RestrictsMedicalCare"
    " ExcessiveWorkingHours UsesChildren ThreatOfLawEnforcement WithholdsNecessities WithholdsDocuments"
    " Other",
    "vic_MethodOfRecruitment": "AtAPlaceOfBusiness AtAnEducationalInstitution AtWork"
    " ThroughOnlineSocialNetworks ThroughAnOnlineAdvertisement ThroughATelevisionAdvert"
    " ThroughANewspaperAdvert ThroughFamilyOrFamilyEvents ThroughFriendsOrSocialEvents Other",
    "hte_Type": "Recruitment Transit Exploitation",
    "per_RoleInProcess": "TravellingPartner Transporter RecruiterOrIntermediary BrokerTravelAgent"
    " TransferredIndividual HarbouredIndividual SoldIndividual BoughtIndividual ReceivedIndividual"
    " ControlledIndividual Smuggler Abuser Kidnapper Exploiter Other",
    "cas_Status": "Active FollowUp Closed ClosedReferred",
}
_CHOICES = {
    "exploitation": code_lists.EXPLOITATION,
    "status": code_lists.VICTIM_STATUS,
    "sexes": code_lists.SEXES,
    "sector": code_lists.SECTORS,
    "control": code_lists.CONTROL,
    "route": code_lists.ROUTES,
    "phase": code_lists.PHASES,
    "roles": code_lists.ROLES,
}


def test_every_code_of_a_clue_has_its_name_in_the_standard() -> None:
    assert set(_CHOICES) == set(htcds.CODED) < {field.name for field in DETAIL_FIELDS}
    for field, (column, codes) in htcds.CODED.items():
        assert {choice.value for choice in _CHOICES[field]} == set(codes) - {""}, field
        assert set(codes.values()) <= set(STANDARD[column].split()), column


def cell(cells: Cells, column: str) -> str:
    return cells[COLUMNS.index(column)]


def test_a_row_holds_codes_and_nothing_that_somebody_wrote() -> None:
    details = {
        "exploitation": ["labour", "criminality", "in the house of Li Ming"],
        "control": ["debt", "unknown"],
        "sector": "Call +44 20 7946 0123",
        "ages": ["18–20", "about nineteen"],
        "citizenship": ["CN", "CN-35"],
        "sexes": ["female", "male"],
        "app": "example.org/li-ming",
        "place": "Example Street 5",
        "victims": "3",
        "assessment": "the same group",
    }
    found = htcds.row(details, ["ES", "ES-MD"], 2026, is_referred=True)
    assert dict(zip(COLUMNS, found, strict=True)) == {
        "yearOfRegistration": "2026",
        "vic_TypeOfExploitation": "ForcedLabour;Other",
        "hte_Country": "ES",
        "vic_TraffickingStatus": "",
        "prs_Gender": "Feminine;Masculine",
        "ageBroad": "18-20",
        "vic_ForcedLabourIndustry": "",
        "prs_Citizenship": "CN",
        "vic_MethodsOfControl": "DebtBondage",
        "vic_MethodOfRecruitment": "",
        "hte_Type": "",
        "per_RoleInProcess": "",
        "cas_Status": "ClosedReferred",
    }


def filed(seed: int, count: int) -> dict[int, Cells]:
    """Clues as a network has them: a few kinds often, most details given seldom."""
    chance = random.Random(seed)

    def some(field: str, share: float) -> list[str]:
        values = [choice.value for choice in _CHOICES[field]]
        weights = [1 / (rank + 1) for rank in range(len(values))]
        return chance.choices(values, weights, k=chance.randint(1, 2)) if chance.random() < share else []

    return {
        number: htcds.row(
            {"exploitation": some("exploitation", 1), **{field: some(field, 0.4) for field in _CHOICES}}
            | {"exploitation": some("exploitation", 1), "ages": chance.sample(["18–20", "21–23"], k=1)},
            [chance.choice(("ES", "IT", "DE"))],
            chance.choice((2025, 2026)),
            is_referred=chance.random() < 0.5,
        )
        for number in range(count)
    }


@pytest.mark.parametrize("seed", range(8))
def test_whatever_goes_out_is_shared_by_eleven_in_every_column(seed: int) -> None:
    rows = filed(seed, 400)
    shown = htcds.anonymous(rows)
    assert len(shown) > 100  # or the test tests nothing
    assert min(Counter(shown.values()).values()) >= htcds.K
    for number, cells in shown.items():  # nothing is made up
        assert all(one in ("", own) for one, own in zip(cells, rows[number], strict=True))
        assert cell(cells, "vic_TypeOfExploitation")


def test_ten_that_are_equal_stay_and_eleven_go() -> None:
    one = htcds.row({"exploitation": ["organs"], "status": "actual"}, ["ES"], 2026, is_referred=False)
    assert not htcds.anonymous(dict.fromkeys(range(10), one))
    assert set(htcds.anonymous(dict.fromkeys(range(11), one)).values()) == {one}


def test_one_that_differs_in_the_last_column_loses_it() -> None:
    rows = {
        number: htcds.row({"exploitation": ["begging"]}, ["IT"], 2026, is_referred=number == 0)
        for number in range(11)
    }
    (cells,) = set(htcds.anonymous(rows).values())
    assert cell(cells, "cas_Status") == ""
    assert cell(cells, "hte_Country") == "IT"
