"""The tree of an index: read whole, or refused with line, column and remedy."""

import pytest

from barometre.errors import BarometreError
from barometre.index.structure import Structure, read_structure
from index_tables import tree

GOOD = """code,parent,weight,direction
all,,,
A,all,2,1
B,all,1,-1
a,A,1,1
b,A,0,-1
c,B,0.5,1
"""


@pytest.fixture
def read(tmp_path):
    """Read a structure from its text."""

    def read_text(text):
        path = tmp_path / "structure.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_structure(path)

    return read_text


def test_a_tree_is_read_with_its_levels(read):
    found = read(GOOD)
    assert (found.root, found.indicators) == ("all", ("a", "b", "c"))
    assert set(found.aggregates) == {"A", "B", "all"} and found.aggregates[-1] == "all"
    assert [found.level(code) for code in ("a", "A", "all")] == [1, 2, 3]
    assert (found.children("A"), found.parent("a"), found.weight("c"), found.direction("B")) == (
        ("a", "b"),
        "A",
        0.5,
        -1,
    )


def test_lines_come_in_any_order_with_other_columns_and_a_mark_of_encoding(read):
    lines = GOOD.splitlines()
    shuffled = "\n".join([lines[0] + ",label", *(f'{line},"x, y"' for line in reversed(lines[1:]))])
    found = read(b"\xef\xbb\xbf" + shuffled.replace("\n", "\r\n").encode())
    assert found.indicators == ("c", "b", "a")
    assert found.root == "all"


def test_branches_may_be_of_different_depth():
    found = tree("all -\nx all\nA all\nB A\ny B")
    assert found.aggregates == ("B", "A", "all")
    assert [found.level(code) for code in ("x", "B", "A", "all")] == [1, 2, 3, 4]


def test_a_long_chain_is_no_trouble():
    found = tree("\n".join(["c0 -", *(f"c{n} c{n - 1}" for n in range(1, 3000))]))
    assert (found.level("c0"), found.aggregates[0]) == (3000, "c2998")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("d,Z,1,1", "line 8, column parent: Z is the code of no line; add it, or correct it"),
        ("d,,1,1", "line 8, column parent: a second root, after all; only one line has an empty parent"),
        ("d,d,1,1", "line 8, column parent: d > d goes round in a circle"),
        ("d,e,1,1\ne,f,1,1\nf,d,1,1", "line 8, column parent: d > e > f > d goes round in a circle"),
        ("a,B,1,1", "line 8, column code: a is already on line 5; keep one of them"),
        ("unit,B,1,1", "line 8, column code: unit is the column that names units in other files"),
        (",B,1,1", "line 8, column code: nothing is written"),
        ("d,B,-1,1", "line 8, column weight: -1 is not a weight; give a number of 0 or more"),
        ("d,B,,1", "line 8, column weight: nothing is written"),
        ("d,B,heavy,1", "line 8, column weight: 'heavy' is not a number; write it like 1.5"),
        ('d,B,"0,5",1', "line 8, column weight: '0,5' is not a number; the decimal mark is a point, like 1.5"),
        ("d,B,inf,1", "line 8, column weight: 'inf' is not a number; an infinite value cannot be scored"),
        ("d,B,1,0", "line 8, column direction: '0' is neither 1 nor -1; write -1 where more is worse"),
        ("d,B,1,", "line 8, column direction: '' is neither 1 nor -1"),
        ("D,all,1,1\nd,D,0,1\ne,D,0,1", "line 9, column weight: all weights below D are 0; give one of them more"),
        ("d,B,1,1,1", "line 8: 5 cells, 4 in the header"),
        ("d,B,0,5,1", "line 8: 5 cells, 4 in the header; write as many, decimals with a point"),
        ("d,B", "line 8: 2 cells, 4 in the header"),
        ('d,"B,1,1', "line 8: unexpected end of data"),
    ],
)
def test_a_fault_is_told_with_its_line_and_column(read, line, said):
    with pytest.raises(BarometreError) as refusal:
        read(f"{GOOD}{line}\n")
    assert f"structure.csv, {said}" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty, or its first line is"),
        ("\n" + GOOD, "is empty, or its first line is"),
        ("code,parent,weight,direction\n", "has a header and nothing below it; add its lines"),
        (
            GOOD.replace(",", ";"),
            "is separated by a semicolon; save it with a comma between cells, and a decimal point",
        ),
        (GOOD.replace(",", "\t"), "is separated by a tabulation"),
        (GOOD.replace("weight", "wieght"), "has no column weight; its header is code,parent,wieght,direction"),
        (GOOD.replace("direction", "weight"), "has two columns weight; keep one of them"),
        (GOOD.encode("utf-16"), "is not a text in UTF-8; save it as CSV UTF-8"),
        ("code,parent,weight,direction\nall,,1,1\n", "column code: an index needs a root and indicators below it"),
    ],
)
def test_a_file_that_is_no_table_is_refused(read, text, said):
    with pytest.raises(BarometreError) as refusal:
        read(text)
    assert said in str(refusal.value)


def test_an_absent_file_is_said(tmp_path):
    with pytest.raises(BarometreError, match=r"Cannot read .*nothing\.csv: No such file or directory; give a CSV file"):
        read_structure(tmp_path / "nothing.csv")


def test_a_structure_made_by_hand_is_held_to_the_same():
    with pytest.raises(BarometreError, match="Structure, row 2, parent: Z is the code of no line"):
        Structure(("all", "a"), ("", "Z"), (1, 1), (1, 1))
    with pytest.raises(BarometreError, match="Structure, row 2, code: a code is there twice"):
        Structure(("all", "all"), ("", "all"), (1, 1), (1, 1))
    with pytest.raises(BarometreError, match="needs a root"):
        Structure((), (), (), ())
