import pytest

from barometre.web.shared.filters import bound
from barometre.web.shared.french import at, counted, number, of, percent


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 1, "0"),
        (75.0, 1, "75"),
        (61.55, 1, "61,6"),
        (0.25, 1, "0,3"),
        (1234.5, 1, "1\u202f234,5"),
        (68_350_798, 0, "68\u202f350\u202f798"),
        (-3.2, 1, "−3,2"),
        (-0.01, 1, "0"),
        (2.675, 2, "2,68"),
    ],
)
def test_number(value, decimals, shown):
    assert number(value, decimals) == shown


def test_percent():
    assert percent(61.6) == "61,6\u00a0%"


@pytest.mark.parametrize(
    ("share", "words"),
    [(100.0, "100"), (99.97, "plus de 99,9"), (99.9, "99,9"), (0.0, "0"), (0.003, "moins de 0,1"), (50.0, "50")],
)
def test_nearly_all_is_not_all_and_nearly_nothing_is_something(share, words):
    assert percent(share) == f"{words}\u00a0%"


@pytest.mark.parametrize(
    ("n", "shown"),
    [(0, "0\u00a0commune"), (1, "1\u00a0commune"), (2, "2\u00a0communes"), (1200, "1\u202f200\u00a0communes")],
)
def test_counted(n, shown):
    assert counted(n, "commune", "communes") == shown


@pytest.mark.parametrize(
    ("name", "after_de", "after_a"),
    [
        ("Quimper", "de Quimper", "à Quimper"),
        ("Ouessant", "d’Ouessant", "à Ouessant"),
        ("Amiens", "d’Amiens", "à Amiens"),
        ("Étampes", "d’Étampes", "à Étampes"),
        ("Yvetot", "d’Yvetot", "à Yvetot"),
        ("Y", "d’Y", "à Y"),
        ("Yutz", "de Yutz", "à Yutz"),
        ("Hagondange", "de Hagondange", "à Hagondange"),
        ("Le Mans", "du Mans", "au Mans"),
        ("Les Abymes", "des Abymes", "aux Abymes"),
        ("La Ferté-Milon", "de La Ferté-Milon", "à La Ferté-Milon"),
        ("L’Haÿ-les-Roses", "de L’Haÿ-les-Roses", "à L’Haÿ-les-Roses"),
        ("Lesneven", "de Lesneven", "à Lesneven"),
    ],
)
def test_names_after_de_and_a(name, after_de, after_a):
    assert (of(name), at(name)) == (after_de, after_a)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("loi n° 2005-102, art. 47", "loi n°\u00a02005-102, art.\u00a047"),
        ("de 3 500 habitants à 60 000 €", "de 3\u202f500 habitants à 60\u202f000\u00a0€"),
        ("« Ici » : là ?", "«\u00a0Ici\u00a0»\u00a0: là\u00a0?"),
    ],
)
def test_text_from_data_does_not_break_where_french_does_not(text, shown):
    assert bound(text) == shown
