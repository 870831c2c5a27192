"""The export of the whole directory: the own record of each collectivité, of every kind, becomes its facts."""

import json
from datetime import date

import polars as pl
import pytest

from barometre.facts.store import append_facts, read_facts
from barometre.sources.annuaire import FACTS, REGISTER, directory_facts
from barometre.sources.declared import declared_contacts
from handmade_files import holds_whatever_the_order, json_file, refusal, said, taken

ON = date(2026, 11, 20)


def values(*values):
    """Write values as the export does: a list of JSON inside a text."""
    return json.dumps([{"libelle": "", "valeur": value} for value in values], ensure_ascii=False)


def record(kind, name, insee, siret="21999999900019", site=("https://www.exemple.fr/",), mail="accueil@exemple.fr"):
    return {
        "nom": name,
        "siret": siret,
        "code_insee_commune": insee,
        "pivot": json.dumps([{"type_service_local": kind, "code_insee_commune": [insee]}]),
        "site_internet": values(*site) if site is not None else None,
        "adresse_courriel": mail,
        "telephone": values("02 96 46 64 00"),
    }


LANNION = record("mairie", "Mairie - Lannion", "22113", "21220113100011", ("https://www.lannion.bzh/",))
CULOZ = record("mairie", "Mairie - Culoz-Béon", "01138", site=("https://www.culoz-beon.fr",))
DELEGATED = record("mairie", "Mairie déléguée - Béon", "01138", site=("https://beon.example.fr",))
EPCI = record("epci", "Communauté d'agglomération - Lannion-Trégor Communauté", "22113", "20006592800018")
ENTRIES = [
    LANNION,
    CULOZ,
    DELEGATED,
    EPCI,
    record("cg", "Conseil départemental - Côtes-d'Armor", "22278", "22220001600015"),
    record("cr", "Conseil régional - Bretagne", "35238", "23350001600040"),
    # A CCAS has a record of its own; so has a prefecture: neither is a collectivité.
    record("ccas", "Centre communal d'action sociale - Lannion", "22113", "26220065100012"),
]


def of(entries, folder):
    return taken(REGISTER, json_file(entries), folder, ON)[1]


def test_every_kind_has_its_own_record(tmp_path):
    intake, facts, _ = taken(REGISTER, json_file(ENTRIES), tmp_path, ON)
    assert intake.by_kind == {"commune": 2, "epci": 1, "departement": 1, "region": 1}
    assert said(facts, "200065928")["site.host"] == "www.exemple.fr"
    assert said(facts, "212201131")["site.extension"] == "bzh"
    assert set(facts.filter(siren="222200016")["fact"]) == set(FACTS)
    assert not any("accueil" in str(row) for row in facts.iter_rows()), "no local part is kept"


@pytest.mark.parametrize(
    "other",
    [
        DELEGATED,
        record("mairie", "Mairie annexe - Culoz-Béon", "01138"),
        # The town hall of a former commune, with its code of then, or with that of today.
        record("mairie", "Mairie - Béon", "01039"),
        record("mairie", "Mairie - Béon", "01138"),
    ],
)
def test_the_record_of_a_part_of_a_commune_is_not_its_own(tmp_path, other):
    for entries in ([CULOZ, other], [other, CULOZ]):
        assert said(of(entries, tmp_path), "200099406")["site.host"] == "www.culoz-beon.fr"


def test_the_record_of_a_former_commune_alone_says_nothing_of_the_commune(tmp_path):
    facts = of([LANNION, DELEGATED, record("mairie", "Mairie - Béon", "01039")], tmp_path)
    assert set(facts["siren"]) == {"212201131"}


def test_two_own_records_that_disagree_say_nothing_and_a_double_says_it_once(tmp_path):
    other = LANNION | {"adresse_courriel": "mairie@lannion.bzh"}
    assert set(of([LANNION, other, CULOZ], tmp_path)["siren"]) == {"200099406"}
    assert said(of([LANNION, LANNION], tmp_path), "212201131")["site.declared"] == 1


def test_a_town_hall_is_known_by_its_insee_code_and_its_name_never_by_its_siret(tmp_path):
    wrong_siret = LANNION | {"siret": "21220278200019"}
    wrong_code = record("mairie", "Mairie - Lannion", "22278")
    facts = of([wrong_siret, wrong_code, CULOZ], tmp_path)
    assert set(facts["siren"]) == {"212201131", "200099406"}


def test_a_commune_named_as_what_stands_before_names_is_found(tmp_path):
    facts = of([record("mairie", "Mairie - Villé", "67507"), CULOZ], tmp_path)
    assert facts["siren"].n_unique() == 2


def test_an_epci_with_the_siret_of_its_seat_is_nobody(tmp_path):
    facts = of([LANNION, EPCI | {"nom": "Communauté - Lannion", "siret": "21220113100011"}], tmp_path)
    assert said(facts, "212201131")["site.host"] == "www.lannion.bzh"


def test_the_first_value_that_is_filled_is_read(tmp_path):
    entry = record(
        "mairie", "Mairie - Lannion", "22113", site=("", "https://www.lannion.bzh"), mail=";a@lannion.bzh;b@x.fr"
    )
    seen = said(of([entry, CULOZ], tmp_path), "212201131")
    assert (seen["site.host"], seen["mail.domain"]) == ("www.lannion.bzh", "lannion.bzh")


def test_a_list_that_cannot_be_read_is_no_answer(tmp_path):
    unreadable = LANNION | {"site_internet": "[{'valeur': 'https://www.lannion.bzh'}]"}
    assert set(of([unreadable, CULOZ, EPCI], tmp_path)["siren"]) == {"200099406", "200065928"}


def test_the_live_register_takes_the_place_of_the_bundled_records(tmp_path):
    communes = pl.DataFrame(
        {
            "siren": ["212201131"],
            "directory": [True],
            "site": ["http://old.example.fr"],
            "email": ["mairie@orange.fr"],
            "telephone": ["0296466400"],
        }
    )
    store = tmp_path / "facts"
    append_facts(store, "annuaire", date(2026, 10, 6), directory_facts(communes, date(2026, 10, 6), {"orange.fr"}, {}))
    gone = record("mairie", "Mairie - Lannion", "22113", site=None, mail=None)
    append_facts(store, "annuaire", ON, of([gone, CULOZ, EPCI, ENTRIES[4]], tmp_path))
    now = read_facts(store).filter(siren="212201131")
    assert said(now, "212201131") == {
        "site.declared": 0,
        "mail.declared": 0,
        "telephone.declared": 1,
        "telephone.valid": 1,
    }
    assert set(now["observed_on"]) == {ON}, "no former host nor domain stays"
    before = read_facts(store, date(2026, 11, 1)).filter(siren="212201131")
    assert said(before, "212201131")["site.host"] == "old.example.fr"


def test_whatever_the_order(tmp_path):
    holds_whatever_the_order(REGISTER, ENTRIES, json_file, tmp_path, ON)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (json_file(ENTRIES).replace(b'"site_internet"', b'"site"'), "column site_internet is missing"),
        (json_file(ENTRIES).replace(b"valeur", b"url"), "filled in 0%"),
        (json_file(ENTRIES).replace(b"type_service_local", b"type"), "0 rows, where the register has at least"),
        (b"<html><body>maintenance</body></html>", "a web page came"),
        (json_file(ENTRIES)[:-40], "not the JSON expected"),
        (json_file(ENTRIES).decode().encode("latin-1"), "not the JSON expected"),
        (json_file(ENTRIES[:3]), "3 rows, where the register has at least 6"),
        (json_file([one | {"siret": None} for one in ENTRIES]), "filled in 0%"),
        (json_file([one | {"nom": "Ailleurs"} for one in ENTRIES]), "none of 6 rows has a collectivité"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, why):
    assert why in refusal(REGISTER, content, tmp_path, ON, least=6)


def contacts(store):
    return {siren: contact for siren, *contact in declared_contacts(store).iter_rows()}


def test_bundled_records_tell_whom_to_look_at_until_the_directory_is_here(tmp_path):
    told = contacts(tmp_path)
    assert len(told) > 34_000
    assert sum(site is not None for site, _ in told.values()) > 20_000
    # Neither they nor a directory of before know a group of communes.
    append_facts(tmp_path, "annuaire", date(2026, 10, 5), of([LANNION, CULOZ, EPCI], tmp_path))
    assert contacts(tmp_path) == told and "200065928" not in told


def test_the_live_directory_tells_whom_to_look_at_and_where(tmp_path):
    moved = LANNION | {"site_internet": values("https://www.lannion.example.fr/ville"), "adresse_courriel": "x@y.fr;z"}
    epci = EPCI | {"adresse_courriel": "accueil.example.fr"}
    store = tmp_path / "facts"
    append_facts(
        store, "annuaire", ON, of([moved, record("mairie", "Mairie - Culoz-Béon", "01138", site=None), epci], tmp_path)
    )
    told = contacts(store)
    assert told["212201131"] == ["https://www.lannion.example.fr/ville", "mairie@y.fr"], "no local part is kept"
    assert told["200099406"] == [None, "mairie@exemple.fr"]
    assert told["200065928"] == ["https://www.exemple.fr/", "@"], "an address that is declared, and cannot be read"
    assert told["212902324"][0] == "https://www.quimper.bzh/", "the others, as the bundled records say"


def test_facts_of_before_addresses_were_kept_tell_the_home_page(tmp_path):
    facts = of([LANNION, CULOZ, EPCI], tmp_path).with_columns(
        text=pl.when(pl.col("fact") != "site.declared").then("text")
    )
    append_facts(tmp_path / "facts", "annuaire", ON, facts)
    assert contacts(tmp_path / "facts")["200065928"] == ["https://www.exemple.fr/", "mairie@exemple.fr"]
