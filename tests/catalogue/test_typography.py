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
        ("loi n° 2005-102, art. 47, articles L2131-1", "loi n°\u00a02005-102, art.\u00a047, articles\u00a0L2131-1"),
        ("de 3 500 à 1 234 567 €", "de 3\u202f500 à 1\u202f234\u202f567\u00a0€"),
        ("en 2026 100 communes, 39 06, article de loi", "en 2026 100 communes, 39 06, article de loi"),
    ],
)
def test_spaces(text, expected):
    assert non_breaking(text) == expected


@given(st.text(" :;?!%«»an°1€\n\u00a0"))
def test_once_is_enough_and_nothing_but_spaces_changes(text):
    once = non_breaking(text)
    assert non_breaking(once) == once
    assert once.replace("\u00a0", " ").replace("\u202f", " ") == text.replace("\u00a0", " ")
