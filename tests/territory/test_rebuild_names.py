import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.territory.rebuild.names import luhn, of, slug, typographic


@pytest.mark.parametrize(
    ("raw", "printed"),
    [
        ("L'Haÿ-les-Roses", "L’Haÿ-les-Roses"),
        ("CA ''Agglopolys''", "CA «\u00a0Agglopolys\u00a0»"),
        ("CA de Blois «Agglopolys»", "CA de Blois «\u00a0Agglopolys\u00a0»"),
        ("ECLA  (Espace Communautaire)", "ECLA (Espace Communautaire)"),
        ("E\u0301pernay ", "Épernay"),
    ],
)
def test_names_are_printed_in_french_typography(raw, printed):
    assert typographic(raw) == printed
    assert typographic(printed) == printed


@pytest.mark.parametrize(
    ("name", "expected"),
    [("L’Haÿ-les-Roses", "l-hay-les-roses"), ("Œuilly", "oeuilly"), ("Ô d’Azur (CC)", "o-d-azur-cc")],
)
def test_slugs_are_ascii(name, expected):
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("name", "article", "expected"),
    [("Ain", 5, "de l’Ain"), ("Nord", 2, "du Nord"), ("Landes", 4, "des Landes"), ("Mayotte", 0, "de Mayotte")],
)
def test_articles_are_contracted(name, article, expected):
    assert of(name, article) == expected


@pytest.mark.parametrize(
    ("siren", "right"), [("217500016", True), ("217500017", False), ("21750001", False), ("21750001X", False)]
)
def test_the_key_of_a_siren(siren, right):
    assert luhn(siren) is right


@given(st.integers(0, 99_999_999))
def test_one_key_in_ten_is_right(number):
    assert [luhn(f"{number:08d}{key}") for key in range(10)].count(True) == 1
