"""What the package's own content owes its readers, beyond what `barometre catalogue check` asks of any catalogue."""

from collections import Counter

import pytest

from barometre.catalogue.conditions import parse
from barometre.catalogue.load import load_catalogue
from barometre.index.scores import MINIMUM_COVERAGE

CATALOGUE = load_catalogue()
BODIES = {
    "village": {"powers": ["commune"], "population": 300},
    "ville": {"powers": ["commune"], "population": 60_000},
    "communauté de communes": {"powers": ["epci"], "population": 20_000},
    "département": {"powers": ["departement"], "population": 600_000},
    "région": {"powers": ["region"], "population": 3_000_000},
}


def concerned(body, theme):
    return [one for one in CATALOGUE.of_theme(theme) if parse(one.concerns).holds(BODIES[body]) is True]


@pytest.mark.parametrize("theme", CATALOGUE.themes)
@pytest.mark.parametrize("body", BODIES)
def test_every_theme_has_something_to_say_to_everyone(body, theme):
    assert len(concerned(body, theme)) >= 2


@pytest.mark.parametrize("theme", CATALOGUE.themes)
def test_a_village_can_fill_a_theme_in(theme):
    assert 4 <= len(concerned("village", theme)) <= 12


def test_what_the_directory_says_is_enough_for_a_score_in_two_themes_of_a_village():
    for theme in ("communication", "cybersecurite"):
        asked = concerned("village", theme)
        told = [one for one in asked if source_of(one) == "annuaire"]
        assert len(told) >= 2
        assert sum(one.weight for one in told) / sum(one.weight for one in asked) >= MINIMUM_COVERAGE


def source_of(indicator):
    return CATALOGUE.facts[indicator.facts[0]].source


def test_what_the_directory_says_concerns_communes_alone():
    assert {one.concerns for one in CATALOGUE.indicators.values() if source_of(one) == "annuaire"} == {"commune"}


def test_live_sources_are_the_directory_and_the_observation():
    live = Counter(source_of(one) for one in CATALOGUE.indicators.values() if CATALOGUE.is_live(one))
    assert live == {"annuaire": 10, "observation": 21}


def test_every_text_of_an_observed_fact_that_is_scored_has_its_score():
    scored = {source_fact: set(CATALOGUE.indicators[one].scoring.scores) for source_fact, one in TEXTS}
    assert scored == {
        "mail.dmarc": {"rejet", "quarantaine", "observation", "absente"}, "rcpnt.level": {"AA", "A", "aucun"},
    }  # fmt: skip


TEXTS = [("mail.dmarc", "mail-dmarc"), ("rcpnt.level", "presence-conforme")]


def test_the_sixteen_criteria_have_their_level():
    levels = {name: one.level for name, one in CATALOGUE.facts.items() if name.startswith("rcpnt.") and one.level}
    assert sorted(levels) == [f"rcpnt.{part}.{number}" for part in (1, 2) for number in range(1, 9)]
    assert sorted(name for name in levels if levels[name] == "AA") == [
        "rcpnt.1.6", "rcpnt.1.7", "rcpnt.1.8", "rcpnt.2.6", "rcpnt.2.7",
    ]  # fmt: skip


def test_titles_and_questions_are_each_written_once():
    for key in ("title", "question"):
        (text, times), *_ = Counter(getattr(one, key) for one in CATALOGUE.indicators.values()).most_common(1)
        assert times == 1, text


def test_questions_are_questions_and_advice_is_whole_sentences():
    for one in CATALOGUE.indicators.values():
        assert one.question.endswith("?"), one.id
        assert one.why.endswith("."), one.id
        assert one.improve.endswith("."), one.id
        assert len(one.improve) >= 40, one.id


def test_no_reader_is_threatened():
    words = ("amende", "sanction", "infraction", "mise en demeure")
    texts = [f"{one.why} {one.improve}".lower() for one in CATALOGUE.indicators.values()]
    assert not [word for word in words for text in texts if word in text]


def test_the_design_system_of_the_state_is_not_advised():
    assert not [one.id for one in CATALOGUE.indicators.values() if "DSFR" in one.improve]


def test_what_has_no_source_yet_says_so():
    planned = [source for source in CATALOGUE.sources.values() if source.status == "planned"]
    assert planned
    assert all("Pas encore" in source.note for source in planned)


def test_providers_and_platforms_are_told_from_names_of_their_own():
    providers, platforms = CATALOGUE.general_mail_providers, CATALOGUE.site_platforms
    assert {"orange.fr", "wanadoo.fr", "gmail.com", "laposte.net", "free.fr"} <= providers
    assert not {"collectivite47.fr", "collectivite.fr", "info82.com"} & (providers | set(platforms))
    assert platforms["intramuros.org"] == "IntraMuros"
    assert all(domain == domain.lower() and "." in domain for domain in [*providers, *platforms])


def test_every_sign_was_verified_somewhere_and_is_no_part_of_what_is_published():
    assert len(CATALOGUE.signs) >= 60
    assert {"cms", "franceconnect", "paiement", "traceur", "urbanisme"} <= {sign.kind for sign in CATALOGUE.signs}
    assert "signs" not in CATALOGUE.model_dump()
