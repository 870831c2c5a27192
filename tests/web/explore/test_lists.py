"""A list as people give it: each row names one collectivité, or says why it does not."""

import polars as pl
import pytest

from barometre.territory.reference import collectivites
from barometre.web.explore.addresses import packed, unpacked
from barometre.web.explore.lists import MOST, ListError, decoded, directory, read, sirens
from barometre.web.shared.requests import ParameterError

QUIMPER, BREST, SAINT_VERAN, SAINT_DENIS_93 = "212902324", "212900195", "210501573", "929939411"


@pytest.fixture(scope="module")
def known():
    return directory(collectivites().filter("measured"))


def found(text, known):
    return [line.named.siren if line.named else None for line in read(text, known)]


@pytest.mark.parametrize(
    ("row", "siren"),
    [
        (QUIMPER, QUIMPER),
        ("29232", QUIMPER),
        ("Quimper", QUIMPER),
        ("QUIMPER", QUIMPER),
        ("5157", SAINT_VERAN),  # a spreadsheet took the zero away
        ("21050157300013", SAINT_VERAN),  # SIRET
        ("21050157300013.0", SAINT_VERAN),
        ("21050157300013,00", SAINT_VERAN),
        ("210\u00a0501\u202f573\u200b", SAINT_VERAN),
        ("Saint-Denis (93)", SAINT_DENIS_93),
        ("219300662", SAINT_DENIS_93),  # its SIREN until 2024
        ("16010", "200096444"),  # Ambleville joined Lignières-Ambleville
        ("75101", "217500016"),
        ("200035459", "200096956"),  # an EPCI that merged
    ],
)
def test_a_row_names_the_collectivite_of_today(known, row, siren):
    assert found(row, known) == [siren]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("=HYPERLINK(1)", "formule de tableur"),
        ("+33123456789", "formule de tableur"),
        ("2,10502E+13", "abîmé par un tableur"),
        ("212902325", "la clé de ce SIREN est fausse"),
        ("552081317", "d’aucune collectivité mesurée"),  # a company
        ("26130999100014", "d’aucune collectivité mesurée"),  # a CCAS is not its commune
        ("000000000", "d’aucune collectivité mesurée"),
        ("98818", "d’aucune commune mesurée"),
        ("97127", "d’aucune commune mesurée"),
        ("1234567", "ni un SIREN de 9 chiffres, ni un code INSEE"),
        ("60054", "Les Hauts-Talican puis Beaumont-les-Nonains"),  # the code was given to another commune
        ("Saint-Denis", "plusieurs collectivités ont ce nom"),
        ("Atlantis", "aucune collectivité n’a ce nom"),
    ],
)
def test_a_row_that_names_nobody_says_why(known, row, why):
    (line,) = read(row, known)
    assert line.named is None
    assert why in line.problem


@pytest.mark.parametrize(
    "text",
    [
        "siren;nom\n212902324;Quimper\n212900195;Brest",
        "nom\tsiren\nQuimper\t212902324\nBrest\t212900195",
        "Nom,Code INSEE\nQuimper,29232\nBrest,29019",
        "sep=;\nnom;siren\nQuimper;212902324\nBrest;212900195",
        "Quimper;29232\r\n\r\nBrest;29019\r\n",  # no heading: the column of codes
        '"Quimper";"212902324"\n"Brest";"212900195"',
        "212902324, 212900195",  # on one line
        "\ufeff212902324\n212900195",
    ],
)
def test_the_column_that_tells_who_is_found(known, text):
    assert found(text, known) == [QUIMPER, BREST]


def test_rows_keep_the_number_that_they_have_in_the_file(known):
    lines = read("siren\n\n212902324\nAtlantis", known)
    assert [(line.number, bool(line.problem)) for line in lines] == [(3, False), (4, True)]


def test_a_row_given_twice_is_noted_and_counted_once(known):
    lines = read("29232\nBrest\n212902324", known)
    assert "déjà donnée à la ligne 1" in lines[2].note
    assert sirens(lines) == [QUIMPER, BREST]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_spreadsheets_are_read_in_their_encoding(known, encoding):
    assert found(decoded("commune\nBâgé-le-Châtel\n".encode(encoding)), known) == ["210100269"]


@pytest.mark.parametrize("data", [b"PK\x03\x04workbook", b"%PDF-1.7", b"a\0b\0c"])
def test_what_is_no_text_is_refused_in_one_sentence(data):
    with pytest.raises(ListError, match="CSV"):
        decoded(data)


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "vide"), ("  \n;;\n", "vide"), ("siren\n", "vide"), ("29232\n" * 40_000, "40\u202f000\u00a0lignes")],
)
def test_a_list_that_is_empty_or_too_long_is_refused_whole(known, text, why):
    with pytest.raises(ListError, match=why):
        read(text, known)


def test_an_address_holds_a_whole_list():
    drawn = pl.Series(collectivites().filter("measured")["siren"]).sample(MOST, seed=1).to_list()
    text = packed(drawn)
    assert unpacked(text) == sorted(drawn)
    assert len(text) < 2_600
    assert text.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "text", ["é", "!", "A", "AAAA", "_____w", packed([QUIMPER])[:-1], packed(map(str, range(1, 1002)))]
)
def test_a_damaged_address_is_refused(text):
    with pytest.raises(ParameterError, match="incomplète ou abîmée"):
        unpacked(text)
