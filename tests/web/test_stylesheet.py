import gzip

import pytest

from barometre.web import stylesheet


@pytest.fixture(scope="module")
def neutral():
    return stylesheet.assemble(state=False)[0]


@pytest.fixture(scope="module")
def state():
    return stylesheet.assemble(state=True)[0]


@pytest.mark.parametrize("mark", ["Marianne", "@font-face", ".fr-logo"])
def test_state_marks_are_for_state_bodies_only(neutral, state, mark):
    assert (mark in neutral, mark in state) == (False, True)


@pytest.mark.parametrize("forbidden", ["data:", "http", "@import"])
def test_the_sheet_loads_nothing_the_policy_refuses(neutral, forbidden):
    assert forbidden not in neutral


def test_the_sheet_is_light(neutral):
    assert len(gzip.compress(neutral.encode())) < 20_000


@pytest.mark.parametrize("rule", [".fr-btn{", ".fr-search-bar", ".bar-nav", ".carte", "@media print"])
def test_the_sheet_has_what_pages_use(neutral, rule):
    assert rule in neutral
