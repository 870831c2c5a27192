"""A row finds today's collectivité, or a doubt says why not; a code of another day, or another name, proves nothing."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.sources.matching import match, same_name
from barometre.sources.register import Key
from barometre.territory import reference

NOW = date(2026, 10, 6)
ALL = ("commune", "epci", "departement", "region")
SAINT_DENIS, QUIMPER, MARSEILLE = "929939411", "212902324", "211300553"


def found(key, kinds=ALL, on=NOW, **row):
    (one,) = match(
        pl.DataFrame({name: pl.Series([value], dtype=pl.String) for name, value in row.items()}), key, kinds, on
    ).to_dicts()
    return one["siren"], one["doubt"]


BY_SIREN, BY_SIRET = Key(siren="id"), Key(siret="id")
BY_CODE, BY_NAMED_CODE = Key(insee="code"), Key(insee="code", name="name")


@pytest.mark.parametrize(
    ("written", "siren"),
    [
        (QUIMPER, QUIMPER),
        ("212\u00a0902\u202f324", QUIMPER),
        ("212902324.0", QUIMPER),
        ("219300662", SAINT_DENIS),  # until 2024
        (SAINT_DENIS, SAINT_DENIS),  # a SIREN of a commune need not begin with 21
        ("000000000", None),
        ("2,12902E+08", None),
        ("262901234", None),  # a CCAS is its own
    ],
)
def test_a_siren_is_found_however_it_is_written(written, siren):
    assert found(BY_SIREN, id=written)[0] == siren


@pytest.mark.parametrize("siret", ["21290232400017", "21290232400017.0", "212 902 324 00017"])
def test_a_siret_leads_to_its_legal_unit(siret):
    assert found(BY_SIRET, id=siret)[0] == QUIMPER


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("29232", NOW, "Quimper"),
        ("1001", NOW, "L’Abergement-Clémenciat"),  # a spreadsheet has been there
        ("13203", NOW, "Marseille"),
        ("2a004", NOW, "Ajaccio"),
        ("60054", date(2023, 6, 1), "Les Hauts-Talican"),
        ("60054", date(2025, 6, 1), "Beaumont-les-Nonains"),
        ("93059", NOW, "Saint-Denis"),  # Pierrefitte-sur-Seine, merged in 2025
    ],
)
def test_a_code_is_that_of_its_day(code, on, name):
    siren, _ = found(BY_CODE, on=on, code=code)
    assert reference.collectivites().filter(siren=siren)["name"].item() == name


@pytest.mark.parametrize(
    ("code", "name", "doubt"),
    [
        ("29232", "Mairie - QUIMPER", None),
        ("29232", "Commune de Quimper", None),
        ("29232", "Kemper", "other-name"),
        ("01001", "L'ABERGEMENT CLEMENCIAT", None),
        ("29000", "Quimper", "unknown-identifier"),  # a postal code
        ("97127", "Saint-Martin", "unknown-identifier"),
        (None, "Quimper", "no-identifier"),
    ],
)
def test_a_known_code_with_another_name_is_a_doubt(code, name, doubt):
    assert found(BY_NAMED_CODE, code=code, name=name)[1] == doubt


def test_a_body_of_another_kind_is_a_doubt():
    assert found(BY_SIREN, kinds=("epci",), id=QUIMPER) == (None, "other-kind")


def test_departements_and_regions_are_found_by_their_own_code():
    assert found(Key(departement="dep"), dep="29")[0] == "222900011"
    assert found(Key(departement="dep"), dep="1")[0] == "220100010"
    assert found(Key(region="reg"), reg="53")[0] == "233500016"


BY_NAME = Key(name="name", departement="dep", kind=("type", {"COM": "commune", "EPCI": "epci"}), population="pop")


@pytest.mark.parametrize(
    ("name", "dep", "type_", "pop", "doubt"),
    [
        ("COMMUNE DE QUIMPER", "29", "COM", "64000", None),
        ("COMMUNE DE QUIMPER", "29", "EPCI", "64000", "unknown-name"),
        ("Saint-Denis", None, "COM", None, "ambiguous-name"),
        ("Saint-Denis", None, "COM", "149000", "ambiguous-name"),  # in Seine-Saint-Denis, or in La Réunion
        ("Saint-Denis", None, "COM", "520", None),
        ("Saint-Denis", "93", "COM", None, None),
        ("Nulle-Part-sur-Mer", None, "COM", None, "unknown-name"),
        (None, None, "COM", None, "no-identifier"),
    ],
)
def test_a_name_alone_needs_its_kind_place_and_size(name, dep, type_, pop, doubt):
    siren, why = found(BY_NAME, name=name, dep=dep, type=type_, pop=pop)
    assert why == doubt
    assert (siren is None) == (doubt is not None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Saint-Étienne", "ST ETIENNE", True),
        ("CC du Pays d'Iroise", "Communauté de communes Pays d’Iroise", True),
        ("Les Hauts-Talican", "Beaumont-les-Nonains", False),
        ("Y", "Ry", False),
        ("", "Quimper", False),
    ],
)
def test_names_are_the_same_but_for_small_words(one, other, same):
    assert same_name(one, other) is same_name(other, one) is same


CODES = st.lists(st.sampled_from(["29232", "13203", "1001", "29000", None, "60054", "x"]), min_size=1, max_size=20)


@given(codes=CODES, order=st.randoms())
def test_no_row_is_lost_and_order_does_not_matter(codes, order):
    rows = pl.DataFrame({"code": codes}, schema={"code": pl.String})
    shuffled = list(enumerate(codes))
    order.shuffle(shuffled)
    straight = match(rows, BY_CODE, ALL, NOW)
    assert straight["code"].to_list() == codes
    assert (straight["siren"].is_null() == straight["doubt"].is_not_null()).all()
    other = match(pl.DataFrame({"code": [code for _, code in shuffled]}, schema=rows.schema), BY_CODE, ALL, NOW)
    assert {place: siren for (place, _), siren in zip(shuffled, other["siren"], strict=True)} == dict(
        enumerate(straight["siren"])
    )


LA_HAGUE, LAMBALLE_ARMOR = "50041", "22093"


@pytest.mark.parametrize(
    ("code", "on", "parts", "doubt"),
    [
        (LA_HAGUE, NOW, False, None),
        (LAMBALLE_ARMOR, NOW, False, None),
        ("50611", NOW, False, "part-of-today-s"),  # Urville-Nacqueville, commune déléguée of La Hague
        ("50611", NOW, True, None),
        ("22173", NOW, False, "part-of-today-s"),  # Planguenoual, of Lamballe-Armor
        ("93059", date(2024, 6, 1), False, "part-of-today-s"),  # Pierrefitte-sur-Seine, the year before the merger
        ("93066", date(2024, 6, 1), False, "part-of-today-s"),  # Saint-Denis as it was then
        ("93066", NOW, False, None),
        ("13203", NOW, False, "part-of-today-s"),  # an arrondissement of Marseille
    ],
)
def test_what_is_said_of_a_former_commune_is_not_said_of_that_of_today(code, on, parts, doubt):
    rows = pl.DataFrame({"code": [code]})
    assert match(rows, BY_CODE, ALL, on, parts=parts)["doubt"].item() == doubt


def test_a_siren_of_before_the_merger_is_that_of_a_part():
    rows = pl.DataFrame({"id": ["219300662", SAINT_DENIS]})
    assert match(rows, BY_SIREN, ALL, NOW, parts=False)["siren"].to_list() == [None, SAINT_DENIS]
