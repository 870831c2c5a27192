"""docs/fund-format.md says what the code does: its columns, its example, its mapping, its amounts."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from barometre.programme.fund.file import read_file
from barometre.programme.fund.mapping import load_mapping
from barometre.programme.fund.schema import COLUMNS

PAGE = Path(__file__).parents[3].joinpath("docs", "fund-format.md").read_text(encoding="utf-8")


def block(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[1]


def section(title):
    return PAGE.partition(f"### {title}\n")[2].partition("\n#")[0]


def test_every_column_is_documented_in_order():
    assert tuple(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == COLUMNS


def test_the_example_is_accepted(file, validated):
    result = validated(read_file(file(block("csv"))).rows)
    assert (result.accepted.height, result.rejected, result.notes) == (3, [], [])


def test_the_mapping_is_sound(file):
    mapping = load_mapping(file(block("yaml"), "M.yaml"))
    assert mapping.sheet == "Aides 2021"
    assert {*mapping.headers, *mapping.constants} < set(COLUMNS)


@pytest.mark.parametrize("line", [line for line in section("Montants").splitlines() if line.startswith("| `")])
def test_amounts_are_understood_or_refused_as_said(validate_lines, line):
    cells, said = line.strip("| ").split(" | ")
    result = validate_lines(*({"amount": written} for written in re.findall(r"`([^`]+)`", cells)))
    if "refusé" in said:
        assert result.accepted.is_empty()
    else:
        assert result.rejected == []
        assert not said.startswith("12") or set(result.accepted["amount"]) == {Decimal("12345.67")}
