"""Conditions on former answers: three-valued, and refused with the reason when they are not the language."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue import only_if
from barometre.catalogue.only_if import Joined, holds, parse
from barometre.errors import BarometreError


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        ("lieu == oui", {"lieu": "oui"}, True),
        ("lieu == oui", {"lieu": "nsp"}, False),
        ("lieu == oui", {}, None),
        ("lieu != oui", {"lieu": "nsp"}, True),
        ("lieu != oui", {}, None),
        ("rythme in (jour, semaine)", {"rythme": "semaine"}, True),
        ("rythme in (jour, semaine)", {"rythme": "jamais"}, False),
        ("lieux includes serveur", {"lieux": ["ordinateurs", "serveur"]}, True),
        ("lieux includes serveur", {"lieux": ["nsp"]}, False),
        ("heures >= 2", {"heures": 1.5}, False),
        ("heures > 1", {"heures": 1.5}, True),
        ("heures >= 2", {"heures": "nsp"}, None),  # a number that is not known compares to nothing
        ("heures < 2 or lieu == non", {"heures": "nsp", "lieu": "non"}, True),
        ("heures < 2 and lieu == oui", {"lieu": "non"}, False),
        ("not lieu == oui", {"lieu": "non"}, True),
        ("not lieu == oui", {}, None),
        ("lieu == oui or lieu == non and heures >= 2", {"lieu": "oui"}, True),  # and binds more than or
        ("(lieu == oui or lieu == non) and heures >= 2", {"lieu": "oui"}, None),
        ("not lieu == oui and heures >= 2", {"lieu": "non", "heures": 1}, False),  # not binds most
    ],
)
def test_conditions(condition, answers, expected):
    assert holds(parse(condition), answers) is expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it ends too soon"),
        ("lieu ==", "it ends too soon"),
        ("lieu", "it ends too soon"),
        ("lieu = oui", "« = oui »"),
        ("lieu == oui,", "« , »"),
        ("lieu == oui heures", "« heures »"),
        ("== oui", "« == »"),
        ("and == oui", "« and »"),
        ("lieu is oui", "« is »"),
        ("lieu in oui", "« oui » where « ( » is awaited"),
        ("lieu in (oui", "it ends too soon"),
        ("lieu in (oui non)", "« non » where « ) » is awaited"),
        ("heures >= deux", "« deux » is not a number"),
        ("(lieu == oui", "it ends too soon"),
        ("lieu == “oui”", "« “oui” »"),
    ],
)
def test_what_is_not_the_language_is_refused_with_what_is(text, said):
    with pytest.raises(BarometreError, match="write « question == option »") as refused:
        parse(text)
    assert said in str(refused.value)


def test_a_condition_tells_whom_it_asks():
    tests = only_if.comparisons_of(parse("a == x or not (b in (y, z) and c >= 3)"))
    assert [(test.question, test.values) for test in tests] == [("a", ("x",)), ("b", ("y", "z")), ("c", ("3",))]


CODES = st.sampled_from(["x", "y"])
COMPARISONS = st.one_of(
    st.builds(only_if.Comparison, st.sampled_from("ab"), st.sampled_from(["==", "!=", "includes"]), st.tuples(CODES)),
    st.builds(
        only_if.Comparison, st.sampled_from("ab"), st.just("in"), st.lists(CODES, min_size=1, max_size=2).map(tuple)
    ),
    st.builds(
        only_if.Comparison,
        st.just("n"),
        st.sampled_from([">=", "<=", ">", "<"]),
        st.tuples(st.sampled_from(["1", "2"])),
    ),
)
TREES = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds(Joined, st.just("not"), st.tuples(inner)),
        st.builds(Joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
# What each question may be answered, once it is answered.
POSSIBLE = {"a": ["x", "y", "z"], "b": [["x"], ["x", "y"], ["z"]], "n": [0, 1.5, 3]}


@given(TREES)
def test_what_is_written_is_read_back(tree):
    assert parse(only_if.written(tree)) == tree


@given(TREES, st.fixed_dictionaries({}, optional={name: st.sampled_from(POSSIBLE[name]) for name in POSSIBLE}))
def test_what_is_sure_stays_whatever_is_answered_next(tree, answers):
    """Kleene's logic never says more than is known."""
    missing = [name for name in POSSIBLE if name not in answers]
    completed = product(*(POSSIBLE[name] for name in missing))
    outcomes = {holds(tree, answers | dict(zip(missing, values, strict=True))) for values in completed}
    assert None not in outcomes
    assert (found := holds(tree, answers)) is None or outcomes == {found}


@given(TREES, TREES, st.fixed_dictionaries({}, optional={name: st.sampled_from(POSSIBLE[name]) for name in POSSIBLE}))
def test_denying_an_and_is_an_or_of_denials(left, right, answers):
    denied = Joined("not", (Joined("and", (left, right)),))
    either = Joined("or", (Joined("not", (left,)), Joined("not", (right,))))
    assert holds(denied, answers) is holds(either, answers)
