"""Whatever the file, no line and no euro is lost, order changes nothing, and what is written reads back."""

from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.programme.fund.parse import parse
from barometre.programme.fund.reading import read_table
from barometre.programme.fund.schema import written

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
FEW = settings(deadline=None, max_examples=30)
EUROS = {"5000": Decimal(5000), "1,50": Decimal("1.5"), "2 500 €": Decimal(2500)}


@FEW
@given(LINES)
def test_every_line_and_every_euro_is_accepted_or_refused_once(judge, lines):
    parsed = judge(*lines)
    refused = [one.row for one in parsed.rejected]
    assert sorted([*parsed.accepted["row"], *refused]) == list(range(2, len(lines) + 2))
    assert all(one.why for one in parsed.rejected)
    lost = sum(EUROS.get(lines[row - 2]["amount"], 0) for row in refused)
    assert sum(parsed.accepted["amount"]) + lost == sum(EUROS.get(line["amount"], 0) for line in lines)


@FEW
@given(LINES, st.randoms())
def test_order_changes_nothing_but_numbers_when_nothing_is_repeated(judge, lines, random):
    lines = [line | {"project": f"P{place}"} for place, line in enumerate(lines)]
    shuffled = random.sample(lines, len(lines))
    first, second = judge(*lines), judge(*shuffled)
    assert first.accepted.drop("row").sort("project").equals(second.accepted.drop("row").sort("project"))
    assert sorted((one.column, one.why) for one in first.rejected) == sorted(
        (one.column, one.why) for one in second.rejected
    )


@FEW
@given(LINES)
def test_what_is_written_reads_back(judge, territory, tmp_path_factory, lines):
    accepted = judge(*lines).accepted
    if accepted.is_empty():
        return
    path = tmp_path_factory.mktemp("written") / "awards.csv"
    written(accepted).write_csv(path)
    again = parse(read_table(path).rows, *territory)
    assert again.rejected == []
    assert again.accepted.drop("row").equals(accepted.drop("row"))
    assert again.accepted["row"].to_list() == list(range(2, accepted.height + 2))


@FEW
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["call", "title", "siren", "amount", "decided_on", "state", "paid"]), st.text(max_size=12)
        ),
        max_size=6,
    )
)
def test_any_text_is_judged(judge, lines):
    parsed = judge(*lines)
    assert parsed.accepted.height + len(parsed.rejected) == len(lines)
    assert parsed.accepted.filter(pl.col("amount") <= 0).is_empty()
