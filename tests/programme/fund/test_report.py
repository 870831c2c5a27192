"""The account of the fund: amounts add up, bodies are counted once, territories have their inhabitants."""

import json
from decimal import Decimal

import polars as pl
import pytest

from barometre.programme.fund.demo import demonstration
from barometre.programme.fund.report import GROUPED, report
from barometre.territory import reference

SYNDICAT = {"siren": "000000018", "outside": "Syndicat fictif"}
ISERE, RENNES, ESSONNE = "223800012", "213502388", "229102280"


@pytest.fixture(scope="module")
def account(validate_lines):
    def made(*lines):
        result = validate_lines(*lines)
        assert result.rejected == []
        return report(result.accepted)

    return made


@pytest.fixture(scope="module")
def demo(validated):
    rows = demonstration().with_row_index("row", 2).cast({"row": pl.Int64})
    return validated(rows).accepted


def test_only_what_is_awarded_counts(account):
    found = account({}, *({"state": state, "siren": ISERE} for state in ("déposé", "éligible", "refusé", "retiré")))
    assert (found.total.amount, found.total.awards, found.total.beneficiaries) == (Decimal("12345.67"), 1, 1)
    assert {state: lines for state, (lines, _) in found.states.items()} == dict.fromkeys(
        ("attribué", "déposé", "refusé", "retiré", "éligible"), 1
    )


def test_a_collectivite_is_counted_once_through_mergers_and_others_apart(account):
    found = account({}, {}, {"siren": "210206694"}, {"siren": "200096410"}, SYNDICAT, {"siren": "200057867"})
    assert (found.total.beneficiaries, found.total.outside, found.total.awards) == (2, 2, 6)


def test_mergers_after_the_import_are_followed(validate_lines):
    awards = validate_lines({}, {}).accepted.with_columns(siren=pl.Series(["210206694", "200096410"]))
    total = report(awards).total
    assert (total.beneficiaries, total.outside) == (1, 0)


def test_a_project_of_two_regions_counts_in_each_and_once_in_all(account):
    found = account({"project": "P"}, {"project": "P", "siren": RENNES}, {"project": "P", **SYNDICAT})
    regions = {group.id: group.projects for group in found.groups["region"] if group.projects}
    assert (found.total.projects, regions) == (1, {"84": 1, "53": 1, None: 1})


def test_projects_of_two_calls_are_two_though_they_share_a_number(validate_lines):
    awards = pl.concat([validate_lines({}).accepted, validate_lines({"call": "autre"}).accepted])
    assert report(awards).total.projects == 2


def test_euros_for_one_inhabitant_are_those_of_the_territory(account):
    found = {group.id: group for group in account({"amount": "1000000"}).groups["departement"]}
    people = reference.collectivites().filter(kind="commune", departement="38")["population"].sum()
    assert (found["38"].population, float(found["38"].per_inhabitant)) == (people, round(1_000_000 / people, 2))
    assert (found["01"].amount, found["01"].per_inhabitant) == (0, 0)


def test_who_was_not_reached_is_everybody_else(account):
    found = account({}, {"siren": ISERE}, SYNDICAT)
    for groups in found.unreached.values():
        assert sum(group.collectivites for group in groups) == reference.collectivites()["measured"].sum()
        assert sum(group.not_reached for group in groups) == reference.collectivites()["measured"].sum() - 2
    reached = {(group.id, group.kind) for group in found.unreached["region"] if group.beneficiaries}
    assert reached == {("84", "commune"), ("84", "departement")}


def test_whatever_the_grouping_amounts_and_awards_add_up(demo):
    found = report(demo)
    for name in GROUPED:
        groups = found.groups[name]
        assert sum(group.amount for group in groups) == found.total.amount
        assert sum(group.paid for group in groups) == found.total.paid
        assert sum(group.awards for group in groups) == found.total.awards


@pytest.mark.parametrize("name", ["region", "departement", "strate", "kind"])
def test_collectivites_are_in_one_territory_each(demo, name):
    found = report(demo)
    groups = found.groups[name]
    assert sum(group.beneficiaries for group in groups) == found.total.beneficiaries
    assert len({group.id for group in groups}) == len(groups)


def test_no_award_is_a_report_of_zeros(validate_lines):
    found = report(validate_lines().accepted)
    assert (found.total.amount, found.total.projects, len(found.groups["region"]), found.demonstration) == (
        0,
        0,
        18,
        False,
    )


def test_the_json_is_numbers_with_their_cents(account):
    values = json.loads(json.dumps(account({"amount": "999999999999,99"}, {"amount": "0,01"}).to_json()))
    assert {"amount", "projects", "awards", "beneficiaries", "outside", "by_category"} <= values.keys()
    assert [group["id"] for group in values["by_axis"]] == ["3"]
    assert [group["id"] for group in values["by_year"]] == ["2021"]
    assert Decimal(repr(values["by_axis"][0]["amount"])) == Decimal("1000000000000.0")


def test_a_member_without_an_amount_of_its_own_is_a_beneficiary_and_not_an_award(account):
    found = account({"project": "P"}, *({"project": "P", "siren": siren, "amount": "0"} for siren in (RENNES, ISERE)))
    total = found.total
    assert (total.amount, total.awards, total.members, total.beneficiaries) == (Decimal("12345.67"), 1, 2, 3)
    bretagne = next(group for group in found.groups["region"] if group.id == "53")
    assert (bretagne.amount, bretagne.members, bretagne.beneficiaries, bretagne.projects) == (0, 1, 1, 1)
    assert (
        sum(group.not_reached for group in found.unreached["region"]) == reference.collectivites()["measured"].sum() - 3
    )


def test_a_project_where_nobody_has_an_amount_is_worth_checking(validate_lines):
    result = validate_lines(
        {"project": "P", "amount": "0"}, {"project": "Q", "siren": RENNES}, {"project": "Q", "amount": "0"}
    )
    assert (result.rejected, [(note.row, note.column) for note in result.notes]) == ([], [(2, "amount")])
