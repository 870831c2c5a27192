"""Who is to be observed: checked whole before anything is visited, then read by chunks."""

import pytest

from barometre.errors import BarometreError
from barometre.observation.criteria.target import Target
from barometre.observation.run.targets import CHUNK, open_targets

HEAD = "siren,site,mail\n"


def written(tmp_path, text, name="targets.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def everyone(targets):
    return [target for _, chunk in targets.chunks() for target in chunk]


def test_lines_as_written(tmp_path):
    text = (
        "\ufeffsite,siren,mail,note\n"
        "https://www.ville.fr/,200000016, mairie@ville.fr ,x\n"
        ",200000024,,\n"
        '"https://été.fr/?a=1,2", 000000001 ,"a@b.fr",\n'
    )
    assert everyone(open_targets(written(tmp_path, text), None)) == [
        Target("200000016", "https://www.ville.fr/", " mairie@ville.fr "),
        Target("200000024", None, None),
        Target("000000001", "https://été.fr/?a=1,2", "a@b.fr"),
    ]


def test_a_french_spreadsheet_separates_by_semicolons(tmp_path):
    text = "siren;site;mail\n200000016;https://www.ville.fr/?a,b;\n"
    assert everyone(open_targets(written(tmp_path, text), None)) == [Target("200000016", "https://www.ville.fr/?a,b")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: column siren is missing; expected siren,site,mail"),
        ("siren|site|mail\n200000016||\n", "line 1: column siren is missing"),
        ("siren,site\n200000016,\n", "line 1: column mail is missing"),
        (HEAD, "has no target; give at least one line"),
        (HEAD + "20000001,,\n", "line 2: '20000001' is not a SIREN of 9 digits; fix them, nothing was observed"),
        (HEAD + "20000001X,,\n", "line 2: '20000001X' is not a SIREN"),
        (HEAD + "٢٠٠٠٠٠٠١٦,,\n", "is not a SIREN"),
        (HEAD + ",https://a.fr,\n", "line 2: '' is not a SIREN"),
        (HEAD + "200000016,a\n", "line 2: not as many values as columns"),
        (HEAD + "200000016,a,b,c\n", "line 2: not as many values as columns"),
        (HEAD + "200000016,,\n200000024,,\n200000016,,\n", "siren 200000016 is given twice"),
        (HEAD + "x,,\n" * 9, "line 6: 'x' is not a SIREN of 9 digits; and 4 more; fix them"),
        (b"siren,site,mail\n200000016,\xe9,\n", "line 2: not UTF-8; save it as « CSV UTF-8 »"),
        (HEAD + f'200000016,"{"a" * 140_000}",\n', "line 2: not a line of CSV"),
        (HEAD + "200000016,https://a\x00.fr,\n", "line 2: a control character, which no address has"),
    ],
)
def test_a_bad_file_is_refused_whole_with_one_line(tmp_path, text, words):
    with pytest.raises(BarometreError) as raised:
        open_targets(written(tmp_path, text), None)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_a_file_that_cannot_be_read(tmp_path, name):
    with pytest.raises(BarometreError, match="give a CSV file with siren,site,mail"):
        open_targets(tmp_path / name, None)


@pytest.mark.parametrize(
    ("count", "chunks"), [(1, [1]), (CHUNK, [CHUNK]), (CHUNK + 1, [CHUNK, 1]), (3 * CHUNK, [CHUNK] * 3)]
)
def test_chunks(tmp_path, count, chunks):
    lines = "".join(f"{number:09d},https://commune-{number}.fr/,\n" for number in range(count))
    targets = open_targets(written(tmp_path, HEAD + lines), None)
    assert targets.count == count
    assert [(number, len(chunk)) for number, chunk in targets.chunks()] == list(enumerate(chunks))
    assert [int(target.siren) for target in everyone(targets)] == list(range(count))


def test_a_sample_is_drawn_the_same_way_each_time(tmp_path):
    path = written(tmp_path, HEAD + "".join(f"{number:09d},,\n" for number in range(1000)))
    one, same, larger, all_of = (open_targets(path, sample) for sample in (50, 50, 51, 1000))
    assert everyone(one) == everyone(same) and len(everyone(one)) == one.count == 50
    assert one.identity == same.identity
    assert len({one.identity, larger.identity, all_of.identity}) == 3
    assert all_of.chosen is None
