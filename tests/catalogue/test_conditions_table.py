"""A condition over a table says what Kleene's three-valued logic, written again here by hand, says of each row."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.conditions import CIRCUMSTANCES, NEVER, NUMBERS, POWERS, parse

COLLECTIVITES = [
    {"powers": powers, "population": population, "site": site}
    for site in (True, False, None)
    for powers in (["commune"], ["epci"], ["departement"], ["region"], ["commune", "departement"], ["ept"], [])
    for population in (0, 3499, 3500, 3501, None)
]
TABLE = pl.DataFrame(COLLECTIVITES, schema={"powers": pl.List(pl.String), "population": pl.Int64, "site": pl.Boolean})
COMPARE = {"<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__}

trees = st.recursive(
    st.one_of(
        st.sampled_from([*POWERS, *NEVER, *CIRCUMSTANCES]),
        st.tuples(st.sampled_from([*NUMBERS]), st.sampled_from(list(COMPARE)), st.just(3500)),
    ),
    lambda inner: st.one_of(st.tuples(st.just("not"), inner), st.tuples(st.sampled_from(["and", "or"]), inner, inner)),
    max_leaves=8,
)


def written(tree):
    match tree:
        case str():
            return tree
        case ("not", inner):
            return f"not ({written(inner)})"
        case ("and" | "or" as word, left, right):
            return f"({written(left)}) {word} ({written(right)})"
        case (name, sign, limit):
            return f"{name} {sign} {limit}"


def kleene(tree, collectivite):
    match tree:
        case str() if tree in CIRCUMSTANCES:
            return collectivite.get(tree)
        case str():
            return POWERS[tree] in collectivite["powers"] if tree in POWERS else False
        case ("not", inner):
            value = kleene(inner, collectivite)
            return None if value is None else not value
        case ("and" | "or" as word, left, right):
            values, decisive = (kleene(left, collectivite), kleene(right, collectivite)), word == "or"
            if decisive in values:
                return decisive
            return None if None in values else not decisive
        case (name, sign, limit):
            number = collectivite.get(name)
            return None if number is None else COMPARE[sign](number, limit)


@given(trees)
def test_a_table_is_judged_row_by_row_as_by_hand(tree):
    found = TABLE.with_columns(value=parse(written(tree)).to_expr(tuple(TABLE.columns)))
    assert found["value"].to_list() == [kleene(tree, collectivite) for collectivite in COLLECTIVITES]


@given(trees, st.sampled_from(COLLECTIVITES))
def test_one_collectivite_is_judged_as_by_hand(tree, collectivite):
    assert parse(written(tree)).holds(collectivite) is kleene(tree, collectivite)
