"""Whom an indicator or an obligation concerns: `commune and population >= 3500`, `epci_fp or departement`.

A property that is not known gives *unknown*, never false: conditions are three-valued (Kleene's strong logic).
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from barometre.errors import BarometreError

POWERS = {"commune": "commune", "epci_fp": "epci", "departement": "departement", "region": "region"}
"""Property -> level of powers, as in the column `powers`; a body may have two (Paris: commune and département)."""
NEVER = ("syndicat_ferme", "syndicat_ouvert")
"""Properties of bodies outside the measured field: false for every body inside."""
NUMBERS = ("population", "agents")
"""Numeric properties; one whose column is absent or null is unknown."""

LARGEST = 1_000_000_000
"""No population nor number of agents is larger."""

_COMPARE = {
    ast.Lt: ("<", pl.Expr.lt), ast.LtE: ("<=", pl.Expr.le), ast.Gt: (">", pl.Expr.gt), ast.GtE: (">=", pl.Expr.ge),
}  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """A parsed condition; an empty one concerns everyone."""

    text: str
    tree: ast.expr | None

    def to_expr(self, columns: tuple[str, ...] = ("powers", "population")) -> pl.Expr:
        """Polars expression (true, false or null for unknown) over collectivités that have `columns`."""
        return pl.lit(True) if self.tree is None else _expr(self.tree, columns)

    def holds(self, body: Mapping[str, object]) -> bool | None:
        """True, false, or None for unknown, for one collectivité."""
        columns = tuple(body)
        row = pl.DataFrame([dict(body)], schema_overrides={"powers": pl.List(pl.String)})
        found: bool | None = row.select(self.to_expr(columns)).item()
        return found


@cache
def parse(text: str) -> Condition:
    """Read a condition.

    Raises:
        BarometreError: not the language above; says what is allowed.
    """
    if not text.strip():
        return Condition(text, None)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        _expr(tree, ())
    except (SyntaxError, ValueError) as error:
        raise BarometreError(
            f"Condition « {text} » is not understood ({error}); write {', '.join((*POWERS, *NEVER))}, "
            f"{' or '.join(NUMBERS)} compared with < <= > >= to a number, joined by and, or, not, ( )"
        ) from None
    return Condition(text, tree)


def _expr(node: ast.expr, columns: tuple[str, ...]) -> pl.Expr:
    """Translate one node.

    Raises:
        ValueError: a node outside the language.
    """
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return pl.all_horizontal([_expr(value, columns) for value in values])
        case ast.BoolOp(op=ast.Or(), values=values):
            return pl.any_horizontal([_expr(value, columns) for value in values])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return ~_expr(operand, columns)
        case ast.Name(id=name) if name in POWERS:
            return pl.col("powers").list.contains(POWERS[name])
        case ast.Name(id=name) if name in NEVER:
            return pl.lit(False)
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=int() | float() as limit)]):
            if name not in NUMBERS or type(op) not in _COMPARE:
                raise ValueError(f"{name} is not a number to compare")
            if abs(limit) > LARGEST:
                raise ValueError(f"no {name} is that large")
            number = pl.col(name) if name in columns else pl.lit(None, pl.Float64)
            return _COMPARE[type(op)][1](number, limit)
        case ast.Name(id=name):
            raise ValueError(f"{name} is unknown")
        case _:
            raise ValueError(f"{ast.unparse(node)} is not allowed")
