from datetime import UTC, date, datetime

import pytest

from barometre.web.shared import words


@pytest.mark.parametrize(("day", "written"), [(date(2026, 1, 1), "1er janvier 2026"), ("2026-10-06", "6 octobre 2026")])
def test_days_are_written_in_french(day, written):
    assert words.day_words(day) == written


def test_moments_are_written_at_paris_time_with_their_year():
    late = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)
    assert words.local_day_words(late) == "1er janvier 2027"
    assert words.instant_words(late) == "1er janvier 2027 à 0\u00a0h\u00a005"


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        ("", "toutes les collectivités"),
        ("commune", "communes"),
        ("commune and population >= 3500", "communes et au moins 3\u202f500 habitants"),
        ("epci_fp or departement", "intercommunalités ou départements"),
    ],
)
def test_conditions_are_said_in_french(condition, written):
    assert words.concerns_words(condition) == written


@pytest.mark.parametrize(
    ("kind", "strate", "written"),
    [
        ("commune", "commune-0-499", "communes de moins de 500 habitants"),
        ("commune", "commune-500-999", "communes de 500 à 999 habitants"),
        ("epci", "epci-300000-plus", "intercommunalités de 300\u202f000 habitants et plus"),
        ("region", "region-toutes", "régions"),
    ],
)
def test_peers_are_named(kind, strate, written):
    assert words.peers_words(kind, strate) == written


def test_names_are_sorted_without_accents():
    assert sorted(["Île-de-France", "Normandie", "Hauts-de-France"], key=words.french_order)[1] == "Île-de-France"


@pytest.mark.parametrize(
    ("document", "written"),
    [
        ({"source": "liste", "aged": True}, "donnée du 3 mars 2024, mise à jour attendue tous les mois"),
        ({"source": "autre", "aged": True}, "donnée du 3 mars 2024, mise à jour attendue tous les 45 jours"),
        ({"source": "liste"}, ""),
        ({"source": "observation", "aged": True}, ""),
        ({}, ""),
    ],
)
def test_what_is_aged_says_its_day_and_when_more_is_expected(document, written):
    sources = {"liste": {"cadence_days": 31}, "autre": {"cadence_days": 45}, "observation": {"cadence_days": None}}
    assert words.aged_words(document | {"observed_on": "2024-03-03"}, sources) == written


def test_each_reason_why_an_answer_is_not_known_is_counted_apart():
    counts = {"they-failed": 1, "we-failed": 421, "not-looked": 2, "known": 9, "not-concerned": 3}
    assert words.missing_words(counts).replace("\u00a0", " ") == (
        "2 pas encore observées, ou qu’aucune source ne dit ; 421 où notre observation a échoué ; "
        "1 sans réponse exploitable de son côté ; 3 où la question ne se pose pas"
    )
    assert words.missing_words({"known": 9, "we-failed": 0}) == ""
