"""What the obligations owe those who read them: true on both sides of each threshold, honest on what was read."""

import re

import pytest

from barometre.catalogue.conditions import CIRCUMSTANCES, parse
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.paths import load_paths

CATALOGUE = load_catalogue()
OBLIGATIONS = CATALOGUE.obligations
EVERYTHING = dict.fromkeys(CIRCUMSTANCES, True)
POWERS = {"commune": "commune", "epci": "epci", "departement": "departement", "region": "region"}


@pytest.mark.parametrize(
    ("obligation", "yes", "no"),
    [
        ("actes-publication-electronique", "commune 3500|epci 900|departement 80000|region 300000", "commune 3499"),
        ("actes-publicite-choix", "commune 3499", "commune 3500|epci 900|departement 80000"),
        ("actes-transmission-prefecture", "commune 50001|epci 50001|departement 80000", "commune 50000"),
        ("pes-comptable", "commune 10001|epci 10001|region 300000", "commune 10000|epci 10000"),
        ("prada", "commune 10000|epci 10000|departement 80000", "commune 9999|epci 9999"),
        ("bal-plus-2000", "commune 2001", "commune 2000|epci 30000"),
        ("bal-autres-communes", "commune 2000|commune 80", "commune 2001|epci 900"),
        ("urbanisme-teleprocedure", "commune 3501", "commune 3500|epci 30000"),
        ("urbanisme-saisine", "commune 80|commune 3501", "epci 30000|departement 80000"),
        ("numerique-responsable-strategie", "commune 50001|epci 50001", "commune 50000|epci 50000|departement 80000"),
        ("pcaet-centres-donnees", "epci 20001", "epci 20000|commune 90000"),
        ("nis2", "commune 30001|epci 900|departement 80000|region 300000", "commune 30000"),
        ("expression-opposition", "commune 1000|epci 900|region 300000", "commune 999"),
        ("subventions-donnees", "commune 3500|epci 900|departement 80000", "commune 3499"),
        ("information-conseillers-municipaux", "epci 900", "commune 80|departement 80000"),
        ("rgpd-dpo", "commune 80|epci 900|departement 80000|region 300000", ""),
    ],
)
def test_both_sides_of_each_threshold(obligation, yes, no):
    condition = parse(OBLIGATIONS[obligation].concerns)
    for expected, bodies in ((True, yes), (False, no)):
        for body in filter(None, bodies.split("|")):
            power, population = body.split()
            judged = condition.holds(EVERYTHING | {"powers": [POWERS[power]], "population": int(population)})
            assert judged is expected, body


@pytest.mark.parametrize(
    ("obligation", "agents", "population", "expected"),
    [
        ("open-data-par-defaut", 50, 3_500, True),
        ("open-data-par-defaut", 49, 3_500, False),
        ("open-data-par-defaut", 50, 3_499, False),
        ("open-data-par-defaut", None, 3_500, None),
        ("algorithmes-regles", 50, 80, True),
        ("algorithmes-regles", 49, 80_000, False),
        ("index-egalite", 5_000, 40_001, None),
        ("index-egalite", 5_000, 40_000, False),
    ],
)
def test_staff_decides_where_it_is_known(obligation, agents, population, expected):
    body = {"powers": ["commune"], "population": population, "agents": agents, "algorithms": True}
    assert parse(OBLIGATIONS[obligation].concerns).holds(body) is expected


LYON, PARIS, CORSICA = ["epci", "departement"], ["commune", "departement"], ["departement", "region"]


@pytest.mark.parametrize(
    ("obligation", "powers", "expected"),
    [
        *((f"numerique-responsable-{part}", LYON, None) for part in ("programme", "strategie", "bilan")),
        ("numerique-responsable-strategie", PARIS, True),
        ("numerique-responsable-strategie", CORSICA, False),
        *((name, LYON, None) for name in ("convocations-electroniques", "liste-deliberations", "index-egalite")),
        *((name, PARIS, True) for name in ("convocations-electroniques", "liste-deliberations", "index-egalite")),
        ("information-conseillers-municipaux", LYON, None),
        ("actes-publication-electronique", LYON, True),
        ("actes-publication-electronique", PARIS, True),
        *((f"actes-{name}", CORSICA, None) for name in ("publication-electronique", "transmission-prefecture")),
        ("pes-comptable", CORSICA, None),
        ("index-egalite", CORSICA, None),
    ],
)
def test_who_has_two_powers_is_told_what_the_texts_read_settle(obligation, powers, expected):
    body = {"powers": powers, "population": 1_000_000, "site": True, "headcount": 5_000}
    assert parse(OBLIGATIONS[obligation].concerns).holds(body) is expected


def test_parts_of_the_strategy_bind_those_whom_the_strategy_binds():
    assert {part.concerns for part in load_paths().reen} == {OBLIGATIONS["numerique-responsable-strategie"].concerns}


def test_dates_to_come_are_in_order_and_a_date_by_size_is_not_a_start():
    dated = {name: [one.day for one in duty.dates] for name, duty in OBLIGATIONS.items() if duty.dates}
    assert all(days == sorted(set(days)) for days in dated.values())
    assert {"accueil-telephonique-sourds", "factures-reforme-2026", "ia-transparence", "ia-haut-risque"} <= set(dated)
    assert OBLIGATIONS["accueil-telephonique-sourds"].starts is None


def test_forms_on_paper_inform_too_and_a_page_is_asked_only_of_sites_that_collect():
    assert parse(OBLIGATIONS["rgpd-information"].concerns).holds({"powers": ["commune"]}) is True
    asked = {one.concerns for one in CATALOGUE.indicators["page-confidentialite"].references}
    assert asked == {"personal_data"}


def test_a_village_without_known_circumstances_is_told_no_duty_that_it_may_not_have():
    body = {"powers": ["commune"], "population": 80}
    sure = {name for name, one in OBLIGATIONS.items() if parse(one.concerns).holds(body)}
    assert {"rgpd-dpo", "rgpd-registre", "bal-autres-communes", "saisine-electronique", "urbanisme-saisine"} <= sure
    assert not sure & {"mentions-legales", "decp", "dsn", "prada", "comedec", "eau-sispea", "voie-non-numerique"}


def test_what_was_not_read_binds_nobody_on_a_page():
    unread = {name for name, one in OBLIGATIONS.items() if one.read == "unread"}
    assert unread
    duties = [
        (one.id, name)
        for one in CATALOGUE.indicators.values()
        for name in one.obligations
        if name in unread and any(reference.kind == "obligation" for reference in one.references)
    ]
    assert duties == []


def test_what_is_not_in_force_is_a_project():
    projects = {name for name, one in OBLIGATIONS.items() if one.kind == "projet"}
    assert projects == {"nis2", "ia-haut-risque", "portefeuille-identite"}
    assert all(OBLIGATIONS[name].starts is None for name in projects)


def test_a_choice_is_never_a_failing():
    choice = OBLIGATIONS["actes-publicite-choix"]
    assert (choice.kind, choice.proofs) == ("recommandation", ())


def test_a_list_of_those_who_have_proves_no_no():
    lists = {"bal", "decp", "urbanisme", "datagouv-jeux", "datapass", "odf"}
    proofs = [proof for one in OBLIGATIONS.values() for proof in one.proofs]
    assert len(proofs) >= 35
    for proof in proofs:
        fact = CATALOGUE.indicators[proof.indicator].facts[0] if proof.indicator else proof.fact
        assert CATALOGUE.facts[fact].source not in lists or proof.missed is None, proof


def test_met_and_missed_leave_no_score_that_says_both():
    both = [proof for one in OBLIGATIONS.values() for proof in one.proofs if None not in (proof.met, proof.missed)]
    assert both
    assert all(proof.met > proof.missed for proof in both)


@pytest.mark.parametrize("name", OBLIGATIONS)
def test_it_is_said_in_plain_french(name):
    one = OBLIGATIONS[name]
    assert len(re.findall(r"[.?!](?:\s|$)", one.asks)) <= 3, "three sentences at most"
    for sentence in (one.asks, one.consequence, one.note):
        assert sentence is None or sentence.endswith("."), sentence
    for clause in (one.whom, one.shown_by, one.condition):
        assert clause is None or (clause[0].islower() and not clause.endswith(".")), clause
    assert all(CATALOGUE.references[text].title for text in one.references)
