"""The journal: what is written is read back, a torn line is a look that was not made."""

import resource

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.observation.run.confirm import Look
from barometre.observation.run.journal import Journal, read_lines, write_line

TEXT = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"])))
NUMBER = st.one_of(st.none(), st.floats(allow_nan=False))
CODES = st.sampled_from(ReasonCode)
CAUSES = st.builds(lambda code, text: reason(code, text=text), CODES, TEXT.map(str))
REASONS = st.one_of(st.none(), st.builds(lambda code, causes: reason(code, causes=causes), CODES, st.tuples(CAUSES)))
STATEMENTS = st.builds(Statement, TEXT.map(str), NUMBER, TEXT, REASONS, st.sampled_from(Outcome), st.booleans(), TEXT)
SIREN = st.integers(0, 999_999_999).map("{:09d}".format)
LOOKS = st.builds(
    Look,
    siren=SIREN,
    group=st.sampled_from(["web", "mail"]),
    at=st.floats(0, 2e9),
    attempt=st.integers(0, 3),
    retry=st.booleans(),
    statements=st.lists(STATEMENTS, max_size=4).map(tuple),
)
ONE = Look("200000016", "web", 1.5, 0, False, (Statement("site.cms", text="saut\nde ligne,   \x00 et « »"),))


@given(st.lists(st.lists(LOOKS, max_size=3), max_size=3))
def test_what_is_written_is_read_back(moments):
    lines = [write_line(looks) for looks in moments]
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
    expected = {}
    for look in (look for looks in moments for look in looks):
        expected.setdefault((look.siren, look.group), []).append(look)
    assert read_lines(lines, "journal") == expected


@pytest.mark.parametrize("torn", [b"", b"[", b'[["200000016","web",1.5', write_line([ONE])[:-1]])
def test_a_torn_last_line_is_dropped(tmp_path, torn):
    path = tmp_path / "journal" / "chunk.jsonl"
    with Journal(path) as journal:
        journal.add(write_line([ONE]))
    with path.open("ab") as file:
        file.write(torn)
    with Journal(path) as journal:
        assert list(journal.lines()) == [write_line([ONE])]
        journal.add(write_line([ONE]))
        assert read_lines(journal.lines(), "journal") == {("200000016", "web"): [ONE, ONE]}


@pytest.mark.parametrize("torn", [b'[["200000016","web",1.5', b"\x00" * 9, b"[[\xff\n", b"\n"])
def test_torn_lines_in_the_middle_are_cut_and_counted(tmp_path, torn):
    """A full disk, or a machine that stopped; the next run had gone on after it."""
    path = tmp_path / "chunk.jsonl"
    line = write_line([ONE])
    path.write_bytes(line + torn + line + line)
    with Journal(path) as journal:
        assert journal.cut == 1
        assert set(journal.lines()) == {line}
        journal.add(line)
    with Journal(path) as journal:
        assert journal.cut == 0


def test_a_line_that_does_not_fit_leaves_nothing_of_itself(tmp_path):
    line = write_line([ONE])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Journal(tmp_path / "chunk.jsonl") as journal:
        journal.add(line)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(line) + 9, hard))
        try:
            with pytest.raises(OSError, match="No space left"):
                journal.add(line)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert list(journal.lines()) == [line]


def test_a_file_of_one_torn_line_is_empty(tmp_path):
    path = tmp_path / "chunk.jsonl"
    path.write_bytes(b"[[")
    with Journal(path) as journal:
        assert list(journal.lines()) == []


@pytest.mark.parametrize(
    "line", [b"{}x\n", b"[[1]]\n", b"7\n", b"\xff\n", b'[["s","web",1,0,false,[["f","odd",1,"","",0]]]]\n']
)
def test_a_line_that_is_not_ours_is_named(line):
    with pytest.raises(BarometreError, match="journal, line 2: not a line of an observation journal"):
        read_lines([write_line([ONE]), line], "journal")
