"""Sentences of the synthesis and of briefs: they never say more than is known, whatever the figures."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.scoring.aggregates import TERRITORY_FROM
from barometre.web.editions.models import Aggregate, Tally
from barometre.web.guidance.figures import Share
from barometre.web.pages.territorial import NOUNS
from barometre.web.paper import sentences

NO_BREAK, GROUP = "\u00a0", "\u202f"
# No comparison of editions but « en mieux » and « en moins bien », no reason why, no praise.
FORBIDDEN = re.compile(
    r"\b(hausse|baisse|progress\w*|recul\w*|grâce|cause|parce|donc|ainsi|entraîne|explique|permet|retard|hélas|"
    r"bon|bons|mauvais\w*|seulement)\b"
)
SINGULAR, PLURAL = (
    re.compile(rf"([\d{GROUP}]+){NO_BREAK}({'|'.join(pair[n] for pair in NOUNS.values())})\b") for n in (0, 1)
)

kinds = st.sampled_from(sorted(NOUNS))
counts = st.integers(0, 40_000)


@st.composite
def figures(draw):
    """A figure of a question answered by yes or no, as the edition has it: known or not, of many or few."""
    concerned = draw(st.one_of(st.integers(0, 6), counts))
    known = draw(st.one_of(st.just(concerned), st.integers(0, concerned)))
    met = draw(st.one_of(st.just(0), st.just(known), st.integers(0, known)))
    kind = draw(kinds)
    told = concerned and known >= TERRITORY_FROM * concerned
    bounds = {"low": 100 * met / concerned, "high": 100 * (met + concerned - known) / concerned} if told else {}
    return Aggregate(
        kind=kind,
        met=met,
        known=known,
        concerned=concerned,
        mean=100 * met / known if told and known else None,
        **bounds,
    )


def read(sentence: str) -> str:
    """A sentence that is well written: one capital, a full stop, nouns that agree, nothing that nobody knows."""
    assert not sentence or (sentence[0] == sentence[0].upper() and sentence.endswith("."))
    assert not FORBIDDEN.search(sentence), sentence
    for found, plural in ((SINGULAR, False), (PLURAL, True)):
        for n, _ in found.findall(sentence):
            assert (int(n.replace(GROUP, "")) > 1) == plural, sentence
    assert not re.search(r"\b(de [aeiouéèê]|de les?\b|à les?\b)|  |None|\.\.", sentence), sentence
    return sentence


@given(figures())
def test_a_share_is_said_of_those_known_enough_and_all_or_none_alone(row):
    told = read(sentences.answer(row, row.kind))
    if not sentences.enough(row.known, row.concerned):
        assert "%" not in told
    assert f"100{NO_BREAK}%" not in told
    assert not re.search(rf"(?<![\d,]) 0{NO_BREAK}%", told)
    if "l’ensemble" in told.partition("c’est-à-dire")[2]:
        assert row.known == row.concerned
        assert row.met in (0, row.known)
    if row.concerned > row.known > 0 and row.known >= TERRITORY_FROM * row.concerned:
        assert "n’est pas" in told or "ne sont pas" in told


@given(figures(), st.floats(0, 100))
def test_a_mean_of_too_few_is_not_said(row, value):
    row.mean = value if row.mean is not None else None
    told = read(sentences.mean(row, row.kind))
    assert ("sur 100" in told) == (row.mean is not None and sentences.enough(row.known, row.concerned))
    if 0 < value < 100 and "Moyenne" in told:
        assert "Moyenne de 100 " not in told
        assert "Moyenne de 0 " not in told


@given(figures(), counts, st.booleans())
def test_an_obligation_is_said_with_what_is_not_known(row, uncertain, one_sided):
    share = Share("Communes", row.met, row.known - row.met, row.concerned, uncertain, one_sided=one_sided)
    told = read(sentences.obligation(share, row.kind))
    if one_sided or not sentences.enough(row.known, row.concerned):
        assert "%" not in told
    if row.known < row.concerned:
        assert f"100{NO_BREAK}%" not in told.split("entre")[0]


@given(counts.flatmap(lambda asked: st.tuples(st.integers(0, asked), st.just(asked))))
def test_what_is_known_is_counted(pair):
    told = read(sentences.coverage(*pair))
    assert f"100{NO_BREAK}%" not in told
    assert ("%" in told) == (0 < pair[0] < pair[1])


@given(st.integers(0, 90), st.integers(0, 90), st.integers(0, 90))
def test_indicators_are_counted_by_what_is_known_of_them(told, few, silent):
    said = read(sentences.indicators(told, few, silent))
    numbers = [int(n) for n in re.findall(r"(?<![\w])\d+", said)]
    assert numbers == ([told + few + silent, *(n for n in (told, few, silent) if n)] if told + few + silent else [])


tallies = st.builds(
    Tally,
    kind=kinds,
    indicator=st.just("site-declare"),
    known_in_both=counts,
    gained=st.integers(0, 500),
    lost=st.integers(0, 500),
    by_method=st.sampled_from([0, 0, 1, 40]),
    by_territory=st.integers(0, 3),
)


@given(st.lists(tallies, max_size=4))
def test_nothing_moves_between_editions_that_do_not_compare(rows):
    for row in rows:
        told = read(sentences.moved(row))
        assert not (row.by_method and re.search(r"mieux|moins bien|\d", told))
    whole = read(sentences.movements(date(2026, 1, 1), rows))
    if all(row.by_method for row in rows):
        assert "mieux" not in whole
    assert "première" in sentences.movements(None, rows)


@pytest.mark.parametrize(
    ("met", "known", "concerned", "words"),
    [
        (
            21_471,
            34_833,
            34_875,
            "61,6 % (21 471 sur 34 833 communes connues) ; 42 communes ne sont pas connues, la part de l’ensemble est "
            "entre 61,6 et 61,7 %.",
        ),
        (34_872, 34_875, 34_875, "Plus de 99,9 % (34 872 sur 34 875 communes connues)."),
        (34_805, 34_805, 34_848, "Oui pour 34 805 communes connues sur 34 805 ; 43 communes ne sont pas connues."),
        (
            7_352,
            18_126,
            34_875,
            "Oui pour 7 352 communes, non pour 10 774, sur 34 875 communes concernées : trop peu est connu pour en "
            "tirer une part.",
        ),
        (1, 2, 2, "Oui pour 1 commune sur 2."),
        (0, 0, 1, "Pas regardé, ou aucune source ne le dit : 1 commune concernée."),
        (0, 0, 0, "La question ne se pose pour aucune commune."),
    ],
)
def test_the_forms(met, known, concerned, words):
    told = sentences.answer(Aggregate(kind="commune", met=met, known=known, concerned=concerned), "commune")
    assert told.replace(NO_BREAK, " ").replace(GROUP, " ") == words


def test_a_masculine_noun_agrees():
    row = Aggregate(kind="departement", met=1, known=90, concerned=94)
    assert sentences.answer(row, "departement").replace(NO_BREAK, " ") == (
        "1,1 % (1 sur 90 départements connus) ; 4 départements ne sont pas connus, la part de l’ensemble est entre "
        "1,1 et 5,3 %."
    )


@given(st.lists(figures(), max_size=4), st.booleans())
def test_groups_are_told_from_the_lowest_to_the_highest_of_those_known_enough(rows, are_named):
    told = read(sentences.spread([("communes" if are_named else "", row) for row in rows], yes_or_no=True))
    known = [row for row in rows if row.mean is not None and sentences.enough(row.known, row.concerned)]
    assert bool(told) == (len(known) > 1)
    if all(row.known < row.concerned for row in known):
        assert f" 100{NO_BREAK}%" not in told
        assert not re.search(rf"(?<![\d,]) 0{NO_BREAK}%", told)
