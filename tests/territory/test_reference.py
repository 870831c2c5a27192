"""Who is measured on 1 January 2026: the counts and the special cases of docs/territory.md."""

import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.territory import files, reference
from barometre.territory.rebuild.names import luhn


@pytest.fixture(scope="module")
def collectivites():
    return reference.collectivites()


@pytest.fixture(scope="module")
def collectivite(collectivites):
    def find(kind, code):
        return collectivites.row(by_predicate=(pl.col("kind") == kind) & (pl.col("code") == code), named=True)

    return find


def count(frame, *conditions):
    return frame.filter(*conditions).height


def test_36_240_collectivites_are_measured_and_the_ept_are_not(collectivites):
    measured = collectivites.filter("measured")
    assert measured.height == 36_240
    kinds = {"commune": 34_875, "epci": 1_253, "departement": 95, "region": 17}
    assert dict(measured["kind"].value_counts().iter_rows()) == kinds
    assert collectivites.filter(~pl.col("measured"))["kind"].to_list() == ["ept"] * 11
    assert len(reference.departements()) == 101
    assert len(reference.regions()) == 18


def test_every_siren_is_unique_and_has_the_right_key(collectivites):
    assert collectivites["siren"].n_unique() == collectivites.height
    assert [siren for siren in collectivites["siren"] if not luhn(siren)] == []


def test_rows_are_sorted_by_kind_and_code_and_name_each_collectivite_once(collectivites):
    assert collectivites.select("kind", "code").equals(collectivites.sort("kind", "code").select("kind", "code"))
    assert collectivites.select(pl.struct("kind", "code").n_unique()).item() == collectivites.height


@pytest.mark.parametrize(
    ("kind", "code", "siren", "powers", "covers"),
    [
        ("commune", "75056", "217500016", ["commune", "departement"], ["commune:75056", "departement:75"]),
        ("epci", "200046977", "200046977", ["epci", "departement"], ["epci:200046977"]),  # Lyon
        ("departement", "69", "226900017", ["departement"], ["departement:69"]),  # Rhône
        ("departement", "6AE", "200094332", ["departement"], ["departement:67", "departement:68"]),  # Alsace
        ("departement", "976", "229850003", ["departement", "region"], ["departement:976", "region:06"]),  # Mayotte
        ("region", "94", "200076958", ["departement", "region"], ["departement:2A", "departement:2B", "region:94"]),
        ("region", "02", "200055507", ["departement", "region"], ["departement:972", "region:02"]),  # Martinique
        ("region", "03", "200052678", ["departement", "region"], ["departement:973", "region:03"]),  # Guyane
        ("region", "53", "233500016", ["region"], ["region:53"]),  # Bretagne
        ("commune", "29232", "212902324", ["commune"], ["commune:29232"]),  # Quimper
    ],
)
def test_one_collectivite_may_hold_the_powers_of_two_levels(collectivite, kind, code, siren, powers, covers):
    found = collectivite(kind, code)
    assert (found["siren"], found["powers"], found["covers"]) == (siren, powers, covers)


@pytest.mark.parametrize(
    ("departement", "kind", "name"),
    [
        ("29", "departement", "Département du Finistère"),
        ("75", "commune", "Paris"),
        ("67", "departement", "Collectivité européenne d’Alsace"),
        ("68", "departement", "Collectivité européenne d’Alsace"),
        ("69", "departement", "Département du Rhône"),
        ("2A", "region", "Collectivité de Corse"),
        ("2B", "region", "Collectivité de Corse"),
        ("972", "region", "Collectivité territoriale de Martinique"),
        ("973", "region", "Collectivité territoriale de Guyane"),
        ("976", "departement", "Département-Région de Mayotte"),
    ],
)
def test_each_departement_has_one_collectivite(collectivites, departement, kind, name):
    siren = reference.departements().row(by_predicate=pl.col("code") == departement, named=True)["siren"]
    found = collectivites.row(by_predicate=pl.col("siren") == siren, named=True)
    assert (found["kind"], found["name"]) == (kind, name)


@pytest.mark.parametrize("code", ["22016", "29083", "29155", "85113"])  # Bréhat, Sein, Ouessant, Yeu
def test_four_islands_have_no_epci(collectivite, code):
    assert collectivite("commune", code)["epci"] is None


def test_all_other_communes_are_in_an_epci_of_2026(collectivites):
    communes = collectivites.filter(kind="commune")
    assert count(communes, pl.col("epci").is_null()) == 4
    assert set(communes["epci"].drop_nulls()) == set(collectivites.filter(kind="epci")["siren"])
    assert dict(communes.filter(epci="994579670").select("code", "epci").iter_rows()).keys() >= {"12001", "12006"}


def test_the_129_communes_of_the_11_ept_are_in_the_metropole_du_grand_paris(collectivites):
    members = collectivites.filter(pl.col("ept").is_not_null())
    assert members.height == 129
    assert set(members["epci"]) == {"200054781"}
    assert "75056" not in members["code"].to_list()


def test_an_epci_over_several_departements_is_of_the_one_with_most_inhabitants(collectivites, collectivite):
    epci = collectivites.filter(kind="epci")
    assert count(epci, pl.col("departements").list.len() > 1) == 89
    assert count(epci, pl.col("regions").list.len() > 1) == 26
    redon = collectivite("epci", "243500741")
    assert redon["name"] == "Communauté d’agglomération Redon Agglomération"
    assert (redon["departement"], redon["departements"]) == ("35", ["35", "44", "56"])
    assert (redon["region"], redon["regions"]) == ("53", ["52", "53"])


def test_populations_add_up(collectivites):
    totals = dict(collectivites.group_by("kind").agg(pl.col("population").sum()).iter_rows())
    islands = collectivites.filter(pl.col("epci").is_null(), kind="commune")["population"].sum()
    assert totals["commune"] == 68_350_798
    assert totals["epci"] == totals["commune"] - islands
    assert totals["region"] == totals["commune"] - 256_518  # Mayotte is of kind departement
    assert collectivites.filter(population=0)["departement"].to_list() == ["55"] * 6


def test_the_rhone_is_counted_without_the_metropole_de_lyon(collectivites, collectivite):
    territory = collectivites.filter(kind="commune", departement="69")["population"].sum()
    assert (
        collectivite("departement", "69")["population"] + collectivite("epci", "200046977")["population"] == territory
    )


def test_43_communes_have_no_record_in_the_directory(collectivites):
    communes = collectivites.filter(kind="commune")
    absent = communes.filter(~pl.col("directory"))
    assert absent.height == 43
    assert {"75056", "24540", "28103"} <= set(absent["code"])
    assert absent.select(pl.col("site", "email", "telephone").count()).row(0) == (0, 0, 0)
    assert communes.select(pl.col("site", "email", "telephone").count()).row(0) == (21_470, 34_487, 34_805)
    assert count(collectivites, pl.col("directory"), pl.col("kind") != "commune") == 0


@pytest.mark.parametrize(
    "site",
    ["mairie-chouvigny.fr", "https:/www.troussencourt.fr", "mairiedesavilly@orange.fr", "http://www.lees-athas.fr "],
)
def test_declared_contacts_are_kept_as_they_were_typed(collectivites, site):
    assert count(collectivites, pl.col("site") == site) == 1


def test_names_are_printed_as_they_should_be(collectivites, collectivite):
    assert collectivite("commune", "94038")["name"] == "L’Haÿ-les-Roses"
    assert collectivite("commune", "94038")["slug"] == "l-hay-les-roses"
    assert collectivite("epci", "200030385")["name"] == "Communauté d’agglomération de Blois «\u00a0Agglopolys\u00a0»"
    assert count(collectivites, pl.col("name").str.contains(r"'|\s\s|^\s|\s$|\?")) == 0
    assert collectivites["slug"].str.contains("^[a-z0-9]+(-[a-z0-9]+)*$").all()


def test_the_94_overseas_places_are_outside_the_field(collectivites):
    outside = reference.outside()
    assert outside.height == 94
    assert not set(outside["code"]) & set(collectivites["code"])
    assert outside.filter(code="98735").row(0) == ("98735", "Papeete", "987", "Polynésie française")


def test_every_source_is_named_with_its_licence():
    assert {source["producer"] for source in reference.sources()} == {"INSEE", "DGCL", "DILA", "IGN", "La Poste"}
    assert {source["licence"] for source in reference.sources()} == {"Licence Ouverte 2.0"}


def test_the_package_data_stay_under_8_mb():
    assert sum(file.stat().st_size for file in files.DATA.iterdir()) < 8_000_000


@pytest.mark.parametrize("harm", ["absent", "truncated", "short", "other"])
def test_a_broken_file_is_named_with_what_to_do(tmp_path, harm):
    path = tmp_path / "outside.parquet"
    whole = (files.DATA / "outside.parquet").read_bytes()
    if harm == "truncated":
        path.write_bytes(whole[: len(whole) // 2])
    elif harm == "short":
        reference.outside().head(50).write_parquet(path)
    elif harm == "other":
        reference.regions().write_parquet(path)
    with pytest.raises(BarometreError) as raised:
        files.table("outside", tmp_path)
    message = str(raised.value)
    assert str(path) in message
    assert "barometre territory rebuild" in message
    assert "\n" not in message
