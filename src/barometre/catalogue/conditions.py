"""Conditions that say whom an indicator or an objective concerns: `commune and population >= 3500`, `not region`.

A property that is not known gives *unknown*, never false: conditions are three-valued (Kleene's strong logic).
Some properties are in no table: a condition that needs one is unknown until somebody knows it.
"""

import ast
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from barometre.errors import BarometreError

# Property -> level of powers, as in the column `powers`; a collectivité may have two (Paris: commune and département).
POWERS = {"commune": "commune", "epci_fp": "epci", "departement": "departement", "region": "region"}
# Properties of authorities outside the measured field: false for every collectivité inside.
NEVER = ("syndicat_ferme", "syndicat_ouvert")
# Properties that are yes or no; one whose column is absent or null is unknown.
CIRCUMSTANCES = {
    "site": "it has a website",
    "personal_data": "its website collects personal data",
    "notice": "it published a notice of competition for a contract",
    "unsettled": "a text that can be read in two ways binds it: never known",
}
# Numeric properties; one whose column is absent or null is unknown.
NUMBERS = {
    "population": "inhabitants",
    "agents": "staff, in full-time equivalents",
    "receipts": "euros received in a year for paid services",
    "largest_commune": "inhabitants of the largest of its communes",
    "contract": "euros before tax of its largest contract",
}

# No number of inhabitants, of agents or of euros is larger.
LARGEST = 1_000_000_000

_COMPARE = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}


@dataclass(frozen=True)
class Condition:
    """A parsed condition; an empty text concerns everyone."""

    text: str
    tree: ast.expr | None

    def to_expr(self, columns: tuple[str, ...] = ("powers", "population")) -> pl.Expr:
        """Return the Polars expression (true, false or null for unknown) over collectivités that have `columns`."""
        return pl.lit(True) if self.tree is None else _expr(self.tree, columns)

    def holds(self, collectivite: Mapping[str, object]) -> bool | None:
        """Return whether the condition holds for one collectivité; None: unknown."""
        return True if self.tree is None else _holds(self.tree, collectivite)


@cache
def parse(text: str) -> Condition:
    """Read a condition.

    Raises:
        BarometreError: the text is not in this language; says what is allowed.
    """
    if not text.strip():
        return Condition(text, None)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        _expr(tree, ())
    except (SyntaxError, ValueError) as error:
        raise BarometreError(
            f"Condition « {text} » is not understood ({error}); write {', '.join((*POWERS, *NEVER, *CIRCUMSTANCES))}, "
            f"{' or '.join(NUMBERS)} compared with < <= > >= to a number, joined by and, or, not, ( )"
        ) from None
    return Condition(text, tree)


def _expr(node: ast.expr, columns: tuple[str, ...]) -> pl.Expr:
    """Translate one node.

    Raises:
        ValueError: the node is not in this language.
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
        case ast.Name(id=name) if name in CIRCUMSTANCES:
            return pl.col(name) if name in columns else pl.lit(None, pl.Boolean)
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=int() | float() as limit)]):
            if name not in NUMBERS or type(op) not in _COMPARE:
                raise ValueError(f"{name} is not a number to compare")
            if abs(limit) > LARGEST:
                raise ValueError(f"no {name} is that large")
            number = pl.col(name) if name in columns else pl.lit(None, pl.Float64)
            compared: pl.Expr = _COMPARE[type(op)](number, limit)
            return compared
        case ast.Name(id=name):
            raise ValueError(f"{name} is unknown")
        case _:
            raise ValueError(f"{ast.unparse(node)} is not allowed")


def _holds(node: ast.expr, collectivite: Mapping[str, Any]) -> bool | None:
    """Judge one collectivité by one node that `_expr` translates: a page asks it often, and a table costs 1 ms.

    Raises:
        ValueError: the node is not in this language.
    """
    match node:
        case ast.BoolOp(op=joined, values=values):
            found = [_holds(value, collectivite) for value in values]
            decisive = isinstance(joined, ast.Or)
            return decisive if decisive in found else None if None in found else not decisive
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _holds(operand, collectivite)
            return None if inner is None else not inner
        case ast.Name(id=name) if name in CIRCUMSTANCES:
            return collectivite.get(name)
        case ast.Name(id=name):
            return name in POWERS and POWERS[name] in collectivite["powers"]
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=int() | float() as limit)]):
            number = collectivite.get(name)
            return None if number is None else bool(_COMPARE[type(op)](number, limit))
        case _:
            raise ValueError(f"{ast.unparse(node)} is not allowed")
