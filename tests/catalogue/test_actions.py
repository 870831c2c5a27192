"""Actions: rules refuse what would be told twice, to nobody or with a hole; the package’s own are fit to send."""

import re
import shutil
from collections import Counter

import pytest

from barometre.catalogue.check import FOLDER, read_content
from barometre.catalogue.check_actions import PLACEHOLDERS
from barometre.catalogue.conditions import parse
from barometre.catalogue.load import load_catalogue

CATALOGUE = load_catalogue()
ACTIONS = list(CATALOGUE.actions.values())
MESSAGES = {action.id: action.message for action in ACTIONS if action.message}
PRESENCE = "actions/presence.yaml"
ACCESS = "actions/accessibilite.yaml"


def spoiled(tmp_path, file, old, new):
    """The problems of a copy of the catalogue where a text of one file was replaced."""
    path = shutil.copytree(FOLDER, tmp_path / "catalogue") / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_content(tmp_path / "catalogue")[1]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "message", "remedy"),
    [
        (
            ACCESS,
            "indicators: [schema-accessibilite]",
            "indicators: [schema-accessibilite, mention-accessibilite]",
            f"{ACCESS} schema-accessibilite.indicators",
            "« mention-accessibilite » is already served by « declaration-accessibilite »",
            "leave it to one of the two",
        ),
        (
            ACCESS,
            "indicators: [schema-accessibilite]",
            "indicators: []",
            "indicators/accessibilite.yaml schema-accessibilite.id",
            "no action serves « schema-accessibilite »",
            "name it in the indicators of one action",
        ),
        (
            "actions/outils-et-strategie.yaml",
            "obligations: [reemploi-achats, ",
            "obligations: [] # [",
            "actions/outils-et-strategie.yaml materiel-durable.id",
            "this action serves nothing",
            "name the indicators or obligations",
        ),
        (PRESENCE, "{site}", "{commune}", f"{PRESENCE} titulaire-et-hebergeur.message", "« {commune} »", "{site}"),
        (PRESENCE, "{site}", "{site", f"{PRESENCE} titulaire-et-hebergeur.message", "« { »", "plain words"),
        (
            PRESENCE,
            "  to: ceux qui s’occupent du site et de la messagerie\n",
            "",
            f"{PRESENCE} titulaire-et-hebergeur.message",
            "nobody is named",
            "add the key to",
        ),
    ],
)
def test_what_would_mislead_is_refused(tmp_path, files_read_once, file, old, new, where, message, remedy):
    (problem,) = spoiled(tmp_path, file, old, new)
    assert f"{problem.file} {problem.key}" == where
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_record_outside_every_score_may_have_no_action(tmp_path, files_read_once):
    assert spoiled(tmp_path, PRESENCE, ", telephone-valide]", "]") == []


def test_an_indicator_that_answers_tell_has_its_action(tmp_path, files_read_once):
    (problem,) = spoiled(tmp_path, "actions/securite.yaml", "indicators: [plan-continuite]", "indicators: []")
    assert "no action serves « plan-continuite »" in problem.message


def test_the_package_answers_every_scored_indicator_once_with_few_enough_moves():
    served = Counter(name for action in ACTIONS for name in action.indicators)
    assert set(served.values()) == {1}
    assert (
        {one.id for one in CATALOGUE.indicators.values() if not one.record} <= set(served) <= set(CATALOGUE.indicators)
    )
    assert 35 <= len(ACTIONS) <= 50


def test_an_obligation_leads_to_two_actions_at_most():
    served = Counter(name for action in ACTIONS for name in action.obligations)
    assert max(served.values()) <= 2


def test_a_village_with_a_site_and_mail_elsewhere_is_told_one_move():
    """Its four pieces of advice about names are one."""
    four = {"site-extension", "site-nom-propre", "mail-domaine-propre", "mail-domaine-site"}
    (action,) = [action for action in ACTIONS if four & set(action.indicators)]
    assert four <= set(action.indicators)


def test_indicators_of_an_action_may_concern_somebody_together():
    """An action whose indicators never meet in one collectivité would be two moves."""
    bodies = [
        {"powers": ["commune"], "population": 300},
        {"powers": ["commune"], "population": 60_000},
        {"powers": ["epci"], "population": 60_000},
    ]
    for action in ACTIONS:
        asked = [parse(CATALOGUE.indicators[name].concerns) for name in action.indicators]
        assert any(all(one.holds(body) is not False for one in asked) for body in bodies), action.id


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_an_action_can_be_followed(action):
    assert 3 <= len(action.how) <= 6
    assert all(step.endswith((".", "!")) for step in (action.why, *action.how))
    # Read inside a sentence of the page.
    assert not any(text.endswith(".") or text[0].isupper() for text in (action.duration, action.cost, action.seen))
    assert action.to is None or action.to[0].islower()
    assert (action.to is None) == (action.message is None)
    assert all(link.url.startswith("https://") for link in action.links)
    assert action.record is None or CATALOGUE.sources[action.record].own_pages


@pytest.mark.parametrize("action", MESSAGES)
def test_a_message_is_polite_signed_and_says_of_whom_it_speaks(action):
    text = MESSAGES[action]
    assert text.startswith("Bonjour, ")
    assert text.endswith(" Cordialement, {collectivite}")
    assert text.count("{collectivite}") >= 2
    # Before « Amiens » or « Le Havre », « de » and « à » would have to change.
    assert not re.search(r"\b(?:de|à|au|du) \{c", text)
    assert set(re.findall(r"\{\w+\}", text)) <= set(PLACEHOLDERS)


def test_an_action_claims_no_survey_and_speaks_to_every_kind():
    for action in ACTIONS:
        told = " ".join((*action.how, action.message or "", action.to or ""))
        assert not re.search(r"[Ss]i vous êtes (?:une?|le) (?:commune|intercommunalité|département|région)", told), (
            action.id
        )
        assert "votre réponse" not in action.seen and (
            "enquête" not in action.seen or "aucune n’est ouverte" in action.seen
        )


def test_only_addresses_and_plans_ask_for_geographic_data():
    assert {action.id for action in ACTIONS if action.geodata} == {"base-adresse", "donnees-des-services"}


def test_no_message_asks_to_display_a_conformity_that_nobody_has_assessed():
    for text in MESSAGES.values():
        assert not re.search(r"\bconformes?\b|mention\b", text.lower())


def test_a_message_names_the_site_only_to_who_has_one():
    for action in ACTIONS:
        if "{site}" in (action.message or ""):
            asked = [CATALOGUE.indicators[name] for name in action.indicators]
            assert all("site.declared" in one.presupposes for one in asked), action.id
