"""Values and the tables beside them: read whole, or refused with line, column and remedy."""

import json

import numpy as np
import pytest

from barometre.errors import BarometreError
from barometre.index.compute import compute
from barometre.index.files import (
    read_budget,
    read_categories,
    read_goalposts,
    read_groups,
    read_targets,
    read_values,
    scores_csv,
)
from barometre.index.options import Imputation, IndexOptions, IndexTables, Normalisation, Outliers
from barometre.index.parameters_file import read_parameters, write_parameters
from index_tables import FAR, NAN, flat, table, tree

TREE = tree("all -\nA all\nB all\na A\nb A\nc B")


@pytest.fixture
def file(tmp_path):
    """Write a file, and return its path."""

    def write(text):
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_unknown_and_not_concerned_stay_apart(file):
    found = read_values(file("b,unit,c,a\n1,x,nc,\n NA ,y,2.5e1,-3\nNaN,Évry,nan,+4\n"), TREE)
    assert found.units == ["x", "y", "Évry"]
    np.testing.assert_array_equal(found.matrix, [[NAN, 1, NAN], [-3, NAN, 25], [4, NAN, NAN]])
    assert found.concerned.tolist() == [[True, True, False], [True, True, True], [True, True, True]]
    assert read_values(file("unit,a,b,c\nx,1,2,3\n"), TREE).concerned is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unit,a,b\nx,1,2\n", "table.csv has no column c; its header is unit,a,b"),
        ("name,a,b,c\nx,1,2,3\n", "table.csv has no column unit"),
        ("unit,a,b,c\nx,1,2,3\nx,4,5,6\n", "line 3, column unit: x is already on line 2; keep one of them"),
        ("unit,a,b,c\n,1,2,3\n", "line 2, column unit: nothing is written"),
        ("unit,a,b,c\nx,1,2,3\n\ny,1,two,3\n", "line 4, column b: 'two' is not a number; write it like 1.5"),
        ('unit,a,b,c\nx,1,"2,5",3\n', "line 2, column b: '2,5' is not a number; the decimal mark is a point"),
        ("unit,a,b,c\nx,1,-inf,3\n", "line 2, column b: '-inf' is not a number; an infinite value cannot be scored"),
        ("unit,a,b,c\nx,1,1e999,3\n", "line 2, column b: '1e999' is not a number; it is beyond 1e+300"),
        ("unit,a,b,c\nx,1,-2e300,3\n", "line 2, column b: '-2e300' is not a number; it is beyond 1e+300"),
        ("unit,a,b,c\nx,1,null,3\n", "line 2, column b: 'null' is not a number"),
        ('unit,a,b,c\n"two\nlines",1,2,3\ny,1,x,3\n', "line 4, column b: 'x' is not a number"),
        ("unit;a;b;c\nx;1;2;3\n", "is separated by a semicolon"),
        ("unit,a,b,c\nx,1,5,2,3\n", "line 2: 5 cells, 4 in the header"),
    ],
)
def test_values_that_are_none_are_told_where(file, text, said):
    with pytest.raises(BarometreError) as refusal:
        read_values(file(text), TREE)
    assert said in str(refusal.value)


def test_goalposts_targets_categories_and_groups_are_read(file):
    assert read_goalposts(file("code,low,high\nb,0,10\na,-1,2.5\n"), TREE) == {"b": (0, 10), "a": (-1, 2.5)}
    assert read_targets(file("code,target\na,80\n"), TREE) == {"a": 80}
    found = read_categories(file("code,category,score\na,no,0\na,yes,100\nb,yes,50\n"), TREE)
    assert found == {"a": {"no": 0, "yes": 100}, "b": {"yes": 50}}
    assert list(found["a"]) == ["no", "yes"]
    assert read_groups(file("unit,group\ny,small\nx,large\nz,large\n"), ["x", "y"]) == ["large", "small"]


def test_a_category_is_read_as_its_place(file):
    categories = {"a": {"no": 0.0, "yes": 100.0}, "b": {"1": 0.0}, "c": {"x y": 1.0}}
    found = read_values(file("unit,a,b,c\nu,yes,1,nc\nv,no,,x y\n"), TREE, categories)
    np.testing.assert_array_equal(found.matrix, [[1, 0, NAN], [0, NAN, 0]])
    assert found.concerned.tolist() == [[True, True, False], [True, True, True]]
    with pytest.raises(BarometreError, match=r"line 2, column a: 'maybe' is none of its categories \(no, yes\)"):
        read_values(file("unit,a,b,c\nu,maybe,1,nc\n"), TREE, categories)


def test_experts_have_the_same_say(file):
    lines = [
        "one,A,30",
        "one,B,10",
        "one,a,1",
        "one,b,1",
        "one,c,5",
        "two,A,1",
        "two,B,1",
        "two,a,0",
        "two,b,9",
        "two,c,1",
    ]
    found = read_budget(file("\n".join(["expert,code,points", *lines])), TREE)
    assert found == {"all": 0, "A": 0.625, "B": 0.375, "a": 0.25, "b": 0.75, "c": 1}
    with pytest.raises(BarometreError, match="one gives no points to c; add them, 0 included"):
        read_budget(file("\n".join(["expert,code,points", *lines[:4]])), TREE)
    with pytest.raises(BarometreError, match="one gives 0 points to all below A; give some"):
        read_budget(file("\n".join(["expert,code,points", *lines[:2], "one,a,0", "one,b,0", "one,c,1"])), TREE)


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_goalposts, "code,low,high\nz,0,1\n", "line 2, column code: 'z' is not in the structure"),
        (read_goalposts, "code,low,high\nA,0,1\n", "line 2, column code: 'A' is not in the structure"),
        (
            read_goalposts,
            "code,low,high\na,1,1\n",
            "line 2, column high: 1 is not above 1; direction -1 says that less is",
        ),
        (read_goalposts, "code,low,high\na,,1\n", "line 2, column low: nothing is written; give a number"),
        (read_goalposts, "code,low,high\na,0,1\na,0,2\n", "line 3, column code: a is already on line 2"),
        (read_goalposts, "code,min,max\na,0,1\n", "has no column low, high"),
        (read_targets, "code,target\na,x\n", "line 2, column target: 'x' is not a number"),
        (
            read_categories,
            "code,category,score\na,yes,1\na,yes,2\n",
            "line 3, column category: yes of a is there twice",
        ),
        (
            read_categories,
            "code,category,score\na,NA,1\n",
            "line 2, column category: 'NA' stands for what is not known",
        ),
        (read_budget, "expert,code,points\ne,a,-1\n", "line 2, column points: -1 is below 0; give 0 or more"),
        (read_budget, "expert,code,points\ne,a,1\ne,a,1\n", "line 3, column code: e gives points to a twice"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_where(file, read, text, said):
    with pytest.raises(BarometreError) as refusal:
        read(file(text), TREE)
    assert said in str(refusal.value)


def test_a_unit_without_a_group_is_named(file):
    with pytest.raises(BarometreError, match="gives no group to x, z; add its line"):
        read_groups(file("unit,group\ny,small\nz,\n"), ["x", "y", "z"])


def test_scores_are_written_with_all_their_digits_and_nothing_where_there_is_none():
    scores = np.array([0.1 + 0.2, NAN, 1e-12])
    written = scores_csv(["é,1", "b", "c"], {"all": scores, "A": scores}).decode().splitlines()
    assert written[:3] == ["unit,all,A", '"é,1",0.30000000000000004,0.30000000000000004', "b,,"]
    assert float(written[3].split(",")[1]) == 1e-12


@pytest.mark.parametrize(
    ("options", "tables"),
    [
        (IndexOptions(outliers=Outliers.BOXCOX, imputation=Imputation.MEAN), IndexTables()),
        (IndexOptions(normalisation=Normalisation.RANK), IndexTables()),
        (
            IndexOptions(normalisation=Normalisation.ZSCORE, imputation=Imputation.GROUP_MEDIAN),
            IndexTables(groups=["g"] * 12),
        ),
        (IndexOptions(normalisation=Normalisation.GOALPOSTS), IndexTables(goalposts={"x0": (0, 9), "x1": (0, 1)})),
        (IndexOptions(normalisation=Normalisation.TARGET), IndexTables(targets={"x0": 50, "x1": 2})),
    ],
)
def test_parameters_come_back_as_they_were(tmp_path, options, tables):
    values = table(FAR, [NAN] * 11 + [1])
    fitted = compute(values, flat(2), options, tables)
    path = tmp_path / "parameters.json"
    write_parameters(fitted.parameters, options, path)
    kept = read_parameters(path, flat(2), options)
    found = compute(values, flat(2), options, tables, kept)
    np.testing.assert_array_equal(found.scores["all"], fitted.scores["all"])
    assert found.notes == fitted.notes


def test_categories_come_back_in_their_order(tmp_path):
    options = IndexOptions(normalisation=Normalisation.CATEGORIES)
    tables = IndexTables(categories={"x0": {"z": 100.0, "a": 0.0}})
    parameters = compute(table([0, 1]), flat(1), options, tables).parameters
    path = tmp_path / "parameters.json"
    write_parameters(parameters, options, path)
    assert list(read_parameters(path, flat(1), options).categories["x0"].items()) == [("z", 100.0), ("a", 0.0)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: "nothing", "is not a file of parameters; give one that --save-parameters wrote"),
        (lambda content: json.dumps(content)[:-9], "is not a file of parameters"),
        (lambda content: json.dumps({"format": 1}), "is not a file of parameters"),
        (lambda content: json.dumps(content | {"indicators": {"x0": {}}}), "is not a file of parameters"),
        (lambda content: json.dumps(content | {"weights": {"x0": 1}}), "was made for another structure"),
        (
            lambda content: json.dumps(content | {"options": content["options"] | {"outliers": "log"}}),
            "was made with outliers log, not none; ask for the same, or make others",
        ),
    ],
)
def test_parameters_that_do_not_fit_are_refused(tmp_path, change, said):
    path = tmp_path / "parameters.json"
    write_parameters(compute(table([1, 2]), flat(1), IndexOptions()).parameters, IndexOptions(), path)
    path.write_text(change(json.loads(path.read_text())))
    with pytest.raises(BarometreError, match=said):
        read_parameters(path, flat(1), IndexOptions())


def test_parameters_that_are_not_there_are_said(tmp_path):
    with pytest.raises(BarometreError, match=r"Cannot read .*: No such file"):
        read_parameters(tmp_path / "none.json", flat(1), IndexOptions())
