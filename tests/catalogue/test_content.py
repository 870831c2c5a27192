"""What the package's own content owes its readers, beyond what `barometre catalogue check` asks of any catalogue."""

from collections import Counter

import pytest

from barometre.catalogue.conditions import parse
from barometre.catalogue.load import load_catalogue
from barometre.observation.standards.mail_transport import BOTH, NEITHER, REPORTED, REQUIRED
from barometre.scoring.readings import Reading, indicator_weights
from barometre.scoring.scores import MINIMUM_COVERAGE, MINIMUM_KNOWN

CATALOGUE = load_catalogue()
INDICATORS = list(CATALOGUE.indicators.values())
READINGS = dict(indicator_weights(CATALOGUE).select("indicator", "reading").iter_rows())
COLLECTIVITES = {
    "village": {"powers": ["commune"], "population": 300},
    "ville": {"powers": ["commune"], "population": 60_000},
    "communauté de communes": {"powers": ["epci"], "population": 20_000},
    "département": {"powers": ["departement"], "population": 600_000},
    "région": {"powers": ["region"], "population": 3_000_000},
}


def concerned(name, theme):
    asked = CATALOGUE.of_theme(theme)
    return [indicator for indicator in asked if parse(indicator.concerns).holds(COLLECTIVITES[name]) is True]


def source_of(indicator):
    return CATALOGUE.facts[indicator.facts[0]].source


def weight(indicators):
    return sum(indicator.weight for indicator in indicators)


def by_reading(name, theme):
    """The indicators of a theme that a collectivité is scored on, in each reading."""
    scored = {reading: [] for reading in Reading}
    for indicator in concerned(name, theme):
        if not indicator.record:
            scored[READINGS[indicator.id]].append(indicator)
    return scored


@pytest.mark.parametrize("theme", CATALOGUE.themes)
@pytest.mark.parametrize("collectivite", COLLECTIVITES)
def test_everyone_can_have_a_score_in_every_theme_in_one_reading_at_least(collectivite, theme):
    assert max(len(found) for found in by_reading(collectivite, theme).values()) >= MINIMUM_KNOWN


@pytest.mark.parametrize("collectivite", COLLECTIVITES)
def test_everyone_can_have_an_overall_score_in_both_readings(collectivite):
    for reading in Reading:
        found = [one for theme in CATALOGUE.themes for one in by_reading(collectivite, theme)[reading]]
        assert len(found) >= MINIMUM_KNOWN, reading


@pytest.mark.parametrize(("theme", "enough"), [("communication", True), ("cybersecurite", False)])
def test_what_the_directory_says_is_half_of_what_can_be_seen_of_a_village_in_one_theme(theme, enough):
    questions = by_reading("village", theme)[Reading.SEEN]
    answered = [indicator for indicator in questions if source_of(indicator) == "annuaire"]
    assert len(answered) >= MINIMUM_KNOWN
    assert (weight(answered) / weight(questions) >= MINIMUM_COVERAGE) is enough


@pytest.mark.parametrize(
    ("facts", "needs"),
    [
        (("site.", "rcpnt.", "accessibilite."), "site.declared"),
        (("mail.",), "mail.declared"),
        (("mail.same-domain",), "site.declared"),
        (("actes.liste-deliberations",), "site.declared"),
    ],
)
def test_what_is_seen_of_a_site_or_of_mail_is_not_asked_without_them(facts, needs):
    """One missing site is one fact, scored once."""
    live = [indicator for indicator in INDICATORS if CATALOGUE.is_live(indicator)]
    about = [one for one in live if one.facts[0].startswith(facts) and one.facts[0] != needs]
    assert about
    assert [one.id for one in about if needs not in one.presupposes] == []


def test_a_duty_that_binds_without_a_site_is_asked_without_one():
    for name in ("actes-en-ligne", "urbanisme-en-ligne"):
        assert CATALOGUE.indicators[name].presupposes == ()


def test_what_a_question_presupposes_is_scored_by_another_or_declared():
    # What is declared may be neither good nor bad (artificial intelligence is used): no figure is told over those.
    declared = {fact.id for fact in CATALOGUE.facts.values() if CATALOGUE.sources[fact.source].kind == "declaration"}
    for indicator in INDICATORS:
        scored = {other.facts[0] for other in INDICATORS if other is not indicator}
        assert set(indicator.presupposes) <= scored | declared, indicator.id
        assert not set(indicator.presupposes) & set(indicator.prerequisites), indicator.id


def test_only_what_a_record_is_like_or_what_informs_is_outside_scores():
    records = {indicator.id: source_of(indicator) for indicator in INDICATORS if indicator.record}
    assert {"site-adresse-valide", "mail-declare", "telephone-declare", "telephone-valide"} <= records.keys()
    assert {name: source for name, source in records.items() if source != "annuaire"} == {
        "site-hebergement": "observation"
    }, "where a site is kept is told, not judged"


def test_what_the_directory_says_concerns_every_kind():
    asked = {"site-declare", "site-extension", "site-https", "mail-declare", "mail-domaine-propre", "telephone-declare"}
    assert {CATALOGUE.indicators[name].concerns for name in asked} == {""}


def test_every_live_source_states_facts_and_a_scored_one_is_live():
    live = {name for name, source in CATALOGUE.sources.items() if source.status == "live"}
    assert live <= {fact.source for fact in CATALOGUE.facts.values()}
    assert {source_of(indicator) for indicator in INDICATORS if CATALOGUE.is_live(indicator)} <= live
    assert {"annuaire", "observation"} <= live


def test_what_another_says_is_shown_beside_and_scores_nothing():
    others = {"rpnt", "domaines-publics", "demarches", "urbanisme"}
    assert not others & {source_of(indicator) for indicator in INDICATORS}
    beside = {CATALOGUE.facts[fact].source for indicator in INDICATORS for fact in indicator.facts[1:]}
    assert {"rpnt", "domaines-publics", "demarches"} <= beside


@pytest.mark.parametrize(
    ("indicator", "texts"),
    [
        ("mail-dmarc", {"rejet", "quarantaine", "observation", "absente"}),
        ("presence-conforme", {"AA", "A", "aucun"}),
        ("mail-chiffrement", {NEITHER, REPORTED, REQUIRED, BOTH}),
    ],
)
def test_every_text_that_an_observed_fact_may_have_is_scored(indicator, texts):
    assert set(CATALOGUE.indicators[indicator].scoring.scores) == texts


def test_the_sixteen_criteria_have_their_level():
    facts = [fact for name, fact in CATALOGUE.facts.items() if name.startswith("rcpnt.")]
    levels = {fact.id: fact.level for fact in facts if fact.level}
    assert sorted(levels) == [f"rcpnt.{part}.{number}" for part in (1, 2) for number in range(1, 9)]
    highest = {name for name, level in levels.items() if level == "AA"}
    assert highest == {"rcpnt.1.6", "rcpnt.1.7", "rcpnt.1.8", "rcpnt.2.6", "rcpnt.2.7"}


def test_what_says_only_how_good_a_record_is_is_marked():
    records = {indicator.id for indicator in INDICATORS if indicator.record}
    assert records >= {"telephone-declare", "telephone-valide", "site-adresse-valide", "mail-declare"}
    facts = {indicator.facts[0] for indicator in INDICATORS if indicator.record} - {"site.hosting-union"}
    assert {CATALOGUE.sources[CATALOGUE.facts[fact].source].kind for fact in facts} == {"register"}


def test_the_order_of_the_catalogue_is_that_of_its_themes():
    themes = [CATALOGUE.indicators[name].theme for name in CATALOGUE.order]
    assert list(dict.fromkeys(themes)) == list(CATALOGUE.themes)
    assert sorted(CATALOGUE.order) == sorted(CATALOGUE.indicators)


@pytest.mark.parametrize("indicator", ["demarches-en-ligne", "sauvegarde-essayee", "reversibilite", "ecoindex-accueil"])
def test_what_no_text_asks_of_collectivites_is_no_obligation(indicator):
    kinds = {reference.kind for reference in CATALOGUE.indicators[indicator].references}
    assert "obligation" not in kinds


def test_titles_and_questions_are_each_written_once():
    for key in ("title", "question"):
        (text, times), *_ = Counter(getattr(indicator, key) for indicator in INDICATORS).most_common(1)
        assert times == 1, text


def test_questions_are_questions_and_advice_is_whole_sentences():
    assert INDICATORS
    for indicator in INDICATORS:
        assert indicator.question.endswith("?"), indicator.id
        assert indicator.why.endswith("."), indicator.id
        assert indicator.improve.endswith("."), indicator.id
        assert len(indicator.improve) >= 40, indicator.id


def test_no_reader_is_threatened():
    words = ("amende", "sanction", "infraction", "mise en demeure")
    texts = [f"{indicator.why} {indicator.improve}".lower() for indicator in INDICATORS]
    assert texts
    assert not [word for word in words for text in texts if word in text]


def test_the_design_system_of_the_state_is_not_advised():
    assert not [indicator.id for indicator in INDICATORS if "DSFR" in indicator.improve]


def test_every_source_gives_facts_and_what_a_collectivite_says_of_itself_is_said_to_be_verified_by_nobody():
    assert {source.status for source in CATALOGUE.sources.values()} == {"live"}
    assert "Personne ne le vérifie" in CATALOGUE.sources["enquete"].note


def test_providers_and_platforms_hold_no_name_of_a_collectivite():
    providers, platforms = CATALOGUE.general_mail_providers, CATALOGUE.site_platforms
    assert {"orange.fr", "wanadoo.fr", "gmail.com", "laposte.net", "free.fr"} <= providers
    assert not {"collectivite47.fr", "collectivite.fr", "info82.com"} & (providers | set(platforms))
    assert platforms["intramuros.org"] == "IntraMuros"
    assert all(domain == domain.lower() and "." in domain for domain in [*providers, *platforms])


def test_every_sign_was_verified_somewhere_and_is_no_part_of_what_is_published():
    assert len(CATALOGUE.signs) >= 60
    assert {"cms", "franceconnect", "paiement", "traceur", "urbanisme"} <= {sign.kind for sign in CATALOGUE.signs}
    assert "signs" not in CATALOGUE.model_dump()
