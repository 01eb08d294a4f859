"""What may travel between two countries: the closest rule, and of two as close the stricter one."""

import pytest

from handlers.law.corridors import OPEN, SHIPPED, Corridor, Rule, corridor, is_place


@pytest.mark.parametrize(
    ("start", "end", "rule"),
    [
        ("ES", "IT", Rule.ALLOW),
        ("ES", "CN", Rule.POINTER),
        ("CN", "ES", Rule.POINTER),
        ("CN", "CN", Rule.ALLOW),
        ("CN", "", Rule.POINTER),
        (None, "CN", Rule.POINTER),
        ("", "", Rule.ALLOW),
    ],
)
def test_what_is_shipped(start: str | None, end: str, rule: Rule) -> None:
    assert corridor(SHIPPED, start, end).rule is rule


def test_the_closest_rule_holds() -> None:
    rules = (
        Corridor("*", "*", Rule.DENY),
        Corridor("EU", "*", Rule.POINTER),
        Corridor("EU", "EU", Rule.ALLOW),
        Corridor("ES", "EU", Rule.POINTER),
        Corridor("ES", "IT", Rule.ALLOW),
    )
    ways = {("ES", "IT"): "allow", ("ES", "FR"): "pointer", ("DE", "FR"): "allow", ("DE", "US"): "pointer"}
    assert {way: corridor(rules, *way).rule.value for way in ways} == ways
    assert corridor(rules, "US", "ES").rule is Rule.DENY


def test_of_two_as_close_the_stricter_one_holds() -> None:
    rules = (Corridor("CN", "*", Rule.ALLOW), Corridor("*", "ES", Rule.DENY), Corridor("*", "ES", Rule.ALLOW))
    assert corridor(rules, "CN", "ES").rule is Rule.DENY


@pytest.mark.parametrize(
    ("group", "country"), [("EU", "ES"), ("NORDIC", "IS"), ("CHINA", "MO"), ("INTERNATIONAL", "")]
)
def test_a_group_is_named_like_a_country(group: str, country: str) -> None:
    rules = (Corridor(group, "US", Rule.DENY),)
    assert corridor(rules, country, "US").rule is Rule.DENY
    assert corridor(rules, "TH", "US") is OPEN


@pytest.mark.parametrize(
    ("name", "known"), [("ES", True), ("EU", True), ("*", True), ("China", False), ("es", False)]
)
def test_what_a_rule_may_name(name: str, known: bool) -> None:
    assert is_place(name) is known
