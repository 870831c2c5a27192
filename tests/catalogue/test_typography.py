"""Only the spaces that French typography wants non-breaking change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.typography import non_breaking


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Où ? Ici : là ; non !", "Où\u202f? Ici\u00a0: là\u202f; non\u202f!"),
        ("61,6 % des « communes »", "61,6\u202f% des «\u00a0communes\u00a0»"),
        ("| --- | :--- |", "| --- | :--- |"),
        ("https://exemple.fr/?a=1 et x :y", "https://exemple.fr/?a=1 et x :y"),
        ("une ligne\n: une autre", "une ligne\n: une autre"),
    ],
)
def test_spaces(text, expected):
    assert non_breaking(text) == expected


@given(st.text(" :;?!%«»a1\n\u00a0"))
def test_once_is_enough_and_nothing_but_spaces_changes(text):
    once = non_breaking(text)
    assert non_breaking(once) == once
    assert once.replace("\u00a0", " ").replace("\u202f", " ") == text.replace("\u00a0", " ")
