"""Any code valid since 2021 leads to today's collectivité."""

from datetime import date

import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.territory import history, reference

TODAY = reference.collectivites().filter(kind="commune")


@pytest.mark.parametrize(
    ("asked", "on", "code", "why"),
    [
        ("29232", None, "29232", "Quimper never changed"),
        ("60054", None, "60054", "Beaumont-les-Nonains since 2024"),
        ("60054", date(2024, 1, 1), "60054", "the first day of the new use"),
        ("60054", date(2023, 12, 31), "60694", "before, it was Les Hauts-Talican"),
        ("60054", date(2019, 6, 1), "60694", "older than what we know: the oldest"),
        ("12076", None, "12218", "Conques-en-Rouergue changed code, not SIREN"),
        ("69159", None, "69114", "Porte des Pierres Dorées, idem"),
        ("27058", None, "27676", "Les Trois Lacs, idem"),
        ("85165", None, "85165", "L’Oie was restored"),
        ("85165", date(2022, 1, 1), "85165", "even when asked of the time it was not a commune"),
        ("15031", None, "15031", "Celles was restored in 2025"),
        ("75101", None, "75056", "arrondissement of Paris"),
        ("69381", None, "69123", "arrondissement of Lyon"),
        ("13201", None, "13055", "arrondissement of Marseille"),
        ("01340", None, "01015", "Saint-Bois, merged in 2016"),
        ("2a004", None, "2A004", "Ajaccio, in small letters"),
        ("212902324", None, "29232", "SIREN of Quimper"),
        ("200083483", None, "60694", "SIREN of Les Hauts-Talican"),
    ],
)
def test_a_code_leads_to_the_commune_of_today(asked, on, code, why):
    assert history.resolve(asked, on).code == code, why


def test_the_answer_says_what_was_asked_and_what_happened():
    found = history.resolve("60054", date(2023, 5, 1))
    assert (found.siren, found.name, found.asked) == ("200083483", "Les Hauts-Talican", "Les Hauts-Talican")
    assert [(event.date, event.kind, event.code_after) for event in found.changes] == [
        (date(2024, 1, 1), "changement de code", "60694")
    ]


def test_an_event_is_written_in_french():
    event = history.resolve("60054", date(2023, 5, 1)).changes[0]
    assert str(event) == "01/01/2024, changement de code\u00a0: 60054 Les Hauts-Talican → 60694 Les Hauts-Talican"


def test_a_merged_commune_has_its_merger():
    found = history.resolve("16010")
    assert found.asked != found.name
    assert found.changes[0].kind == "fusion"
    assert found.changes[-1].siren_after == found.siren


def test_all_102_vanished_codes_and_every_former_siren_resolve():
    validity = history.validity()
    today = set(TODAY["code"])
    vanished = set(validity["code"]) - today
    assert len(vanished) == 102
    assert {history.resolve(identifier).code for identifier in vanished | set(validity["siren"])} == today


def test_every_commune_of_today_resolves_to_itself():
    communes = TODAY.select("siren", "code", "name").rows()
    found = [history.resolve(code) for _, code, _ in communes]
    assert [(one.siren, one.code, one.name) for one in found] == communes
    assert [one.code for one in found if one.changes] == []


@pytest.mark.parametrize("code", ["99999", "", "Quimper", "98735", "000000000", "75"])
def test_an_unknown_code_is_refused_in_one_line(code):
    with pytest.raises(BarometreError) as raised:
        history.resolve(code)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("year", "communes"), [(2021, 34_965), (2022, 34_955), (2023, 34_945), (2024, 34_935), (2025, 34_875)]
)
def test_each_year_had_its_communes(year, communes):
    day = date(year, 1, 1)
    valid = history.validity().filter(
        pl.col("valid_from") <= day, pl.col("valid_to").is_null() | (pl.col("valid_to") > day)
    )
    assert valid.height == valid["code"].n_unique() == valid["siren"].n_unique() == communes


def test_periods_of_a_code_follow_each_other_without_overlap():
    ordered = history.validity().sort("code", "valid_from")
    following = ordered.with_columns(next=pl.col("valid_from").shift(-1).over("code"))
    assert following.filter(pl.col("valid_to") > pl.col("next")).height == 0
    assert history.validity().shape == (35_273, 6)
    assert ordered["code"].n_unique() == 34_977


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("98818", r"98818 is Nouméa \(Nouvelle-Calédonie\), outside the measured field"),
        ("242900314", r"is Brest Métropole \(métropole\), not a commune"),
        ("200094332", r"is Collectivité européenne d’Alsace \(collectivité européenne\), not"),
        ("222900011", r"\(département\), not a commune"),
        ("233500016", r"\(région\), not a commune"),
        ("200035459", "was an intercommunalité, replaced by 200096956 "),
    ],
)
def test_what_is_not_a_commune_is_said(code, said):
    with pytest.raises(BarometreError, match=said):
        history.resolve(code)


def test_seven_communes_were_restored():
    restored = history.events().filter(kind="rétablissement")
    assert sorted(restored["code_after"]) == ["15031", "15035", "15047", "15171", "60054", "85165", "85212"]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("241200658", "994579670", "CC du Pays de Salars, now CC du Lévézou"),
        ("245701222", "992367730", "CA du Val de Fensch, now Thionville Fensch Agglomération"),
    ],
)
def test_a_merged_epci_has_its_heir(old, new, why):
    heirs = dict(history.successors().iter_rows())
    assert heirs[old] == new, why


def test_heirs_are_collectivites_of_today_and_the_heirless_are_not():
    successors = history.successors()
    today = set(reference.collectivites()["siren"])
    assert set(successors["siren"]) <= today
    assert not set(successors["old_siren"]) & today
    assert successors["old_siren"].n_unique() == successors.height
    gone = set(history.validity()["siren"]) - today
    assert gone <= set(successors["old_siren"])


def test_former_names_lead_to_communes_of_today():
    names = history.former_names()
    assert ("Neussargues en Pinatelle", history.resolve("15141").siren) in names
    assert {siren for _, siren in names} <= set(TODAY["siren"])
