"""Shares of the wave before: frozen, and nothing in them gives back one answer."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.survey.answers import LEAST
from barometre.survey.positions import Position, position
from barometre.survey.shares import FEW, NEARLY_ALL, NEARLY_NONE, share_of, shares
from little_questionnaire import told

SMALL, MIDDLE, LARGE = "commune-0-499", "commune-500-999", "commune-1000-1999"


def shared(by_strate, question="formes"):
    """Shares of those who answered « oui », « non » and « nsp », strate by strate."""
    sent, places = [], {}
    for strate, numbers in by_strate.items():
        for code, number in zip(("oui", "non", "nsp"), numbers, strict=False):
            for _ in range(number):
                siren = f"{len(places):09}"
                places[siren] = ("commune", strate)
                sent.append(told({question: code}, siren=siren))
    return shares(sent, places)


@pytest.mark.parametrize(
    ("yes", "no", "share", "why"),
    [
        (5, 7, {"oui": 42, "non": 58}, "5 of 12"),
        (5, 5, None, "10 answers are too few"),
        (11, 0, {"oui": NEARLY_ALL, "non": NEARLY_NONE}, "all said yes: it would tell each answer"),
        (10, 1, {"oui": NEARLY_ALL, "non": NEARLY_NONE}, "who said no would know what all others said"),
        (998, 2, {"oui": NEARLY_ALL, "non": NEARLY_NONE}, "nor is 99.8 % told apart from all"),
        (997, 3, {"oui": 99, "non": 1}, "never rounded to 100 nor to 0"),
    ],
)
def test_a_share_never_tells_what_everybody_answered(yes, no, share, why):
    found = share_of(shared({SMALL: (yes, no)}), "formes", "commune", SMALL)
    assert (found and found["shares"]) == share, why


def test_who_does_not_know_is_not_in_the_denominator():
    found = share_of(shared({SMALL: (6, 6, 30)}), "formes", "commune", SMALL)
    assert (found["n"], found["shares"]["oui"]) == (12, 50)


def test_sizes_too_small_are_put_together_and_never_found_by_subtraction():
    frozen = shared({SMALL: (20, 20), MIDDLE: (4, 3), LARGE: (3, 4)})
    assert share_of(frozen, "formes", "commune", SMALL)["strates"] == [SMALL]
    assert share_of(frozen, "formes", "commune", LARGE)["strates"] == [LARGE, MIDDLE]
    alone = shared({SMALL: (20, 20), MIDDLE: (4, 3)})
    assert share_of(alone, "formes", "commune", MIDDLE) is None
    assert sum(group["n"] for group in alone["formes"]["commune"]) == 40, "no total from which to subtract"


def test_a_question_asked_after_another_answer_has_no_share():
    sent = [told({"sauvegarde": "jour", "restauration": "an"}, siren=f"{n:09}") for n in range(12)]
    frozen = shares(sent, {one.siren: ("commune", SMALL) for one in sent})
    assert "sauvegarde" in frozen and "restauration" not in frozen


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=4))
def test_groups_do_not_overlap_and_numbers_leave_at_least_three_on_each_side(numbers):
    by_strate = dict(zip((SMALL, MIDDLE, LARGE, "commune-2000-3499"), numbers, strict=False))
    groups = shared(by_strate).get("formes", {}).get("commune", [])
    assert max(Counter(name for group in groups for name in group["strates"]).values(), default=1) == 1
    for group in groups:
        assert group["n"] >= LEAST
        yes, no = (sum(by_strate[name][side] for name in group["strates"]) for side in (0, 1))
        if isinstance(group["shares"]["oui"], int):
            assert min(yes, no) >= FEW and 0 < group["shares"]["oui"] < 100


@pytest.mark.parametrize(
    ("score", "near", "wide", "found"),
    [
        (50, [100, 80, 50, 20] + [0] * 7, [], Position(3, 12, True, False)),
        (20, [100, 50, 50, 10] + [0] * 7, [], Position(4, 12, False, False)),
        (100, [100] * 11, [], Position(1, 12, True, False)),
        (50, [100] * 10, [100] * 10 + [0], Position(11, 12, False, True)),
        (50, [100] * 10, [100] * 10, None),
    ],
    ids=["3e ex aequo", "1, 2, 2, 4", "all first", "a wider group", "nobody knows"],
)
def test_a_place_counts_the_peers_that_are_known(score, near, wide, found):
    assert position(score, near, wide) == found
