"""Whatever the file, no line and no euro is lost, order changes nothing, and what is written reads back."""

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from barometre.programme.fund.file import read_file
from barometre.programme.fund.schema import COLUMNS

LINES = st.lists(
    st.fixed_dictionaries(
        {
            "project": st.sampled_from(["P1", "P2", "P3", "", None]),
            "siren": st.sampled_from(["213801855", "223800012", "210206694", "213801856", "000000018", "38185"]),
            "amount": st.sampled_from(["5000", "1,50", "2 500 €", "0", "-3", "1.234", "rien"]),
            "decided_on": st.sampled_from(["2021-05-03", "03/05/2021", "31/02/2021"]),
            "title": st.sampled_from(["Projet", "Projet", "Autre projet"]),
            "outside": st.sampled_from([None, "Syndicat fictif"]),
        }
    ),
    max_size=12,
)
EUROS = {"5000": Decimal(5000), "1,50": Decimal("1.5"), "2 500 €": Decimal(2500)}


@given(LINES)
def test_every_line_and_every_euro_is_accepted_or_refused_once(validate_lines, lines):
    result = validate_lines(*lines)
    refused = [one.row for one in result.rejected]
    assert sorted([*result.accepted["row"], *refused]) == list(range(2, len(lines) + 2))
    assert all(one.why for one in result.rejected)
    lost = sum(EUROS.get(lines[row - 2]["amount"], 0) for row in refused)
    assert sum(result.accepted["amount"]) + lost == sum(EUROS.get(line["amount"], 0) for line in lines)


@given(LINES, st.randoms())
def test_order_changes_nothing_but_numbers_when_nothing_is_repeated(validate_lines, lines, random):
    lines = [line | {"project": f"P{place}"} for place, line in enumerate(lines)]
    shuffled = random.sample(lines, len(lines))
    first, second = validate_lines(*lines), validate_lines(*shuffled)
    assert first.accepted.drop("row").sort("project").equals(second.accepted.drop("row").sort("project"))
    assert sorted((one.column, one.why) for one in first.rejected) == sorted(
        (one.column, one.why) for one in second.rejected
    )


def write(accepted, path):
    """Write the lines accepted in the documented format."""
    text = accepted.drop("siren").rename({"siren_announced": "siren"})
    text.select(pl.col(name).cast(pl.String) for name in COLUMNS).write_csv(path)


@given(LINES)
def test_what_is_written_reads_back(validate_lines, validated, tmp_path_factory, lines):
    accepted = validate_lines(*lines).accepted
    if accepted.is_empty():
        return
    path = tmp_path_factory.mktemp("written") / "awards.csv"
    write(accepted, path)
    again = validated(read_file(path).rows)
    assert again.rejected == []
    assert again.accepted.drop("row").equals(accepted.drop("row"))
    assert again.accepted["row"].to_list() == list(range(2, accepted.height + 2))


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["call", "title", "siren", "amount", "decided_on", "state", "paid"]), st.text(max_size=12)
        ),
        max_size=6,
    )
)
def test_any_text_is_judged(validate_lines, lines):
    result = validate_lines(*lines)
    assert result.accepted.height + len(result.rejected) == len(lines)
    assert result.accepted.filter(pl.col("amount") < 0).is_empty()
