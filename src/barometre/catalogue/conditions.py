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
    "trackers": "its website sets trackers that need consent",
    "notice": "it published a notice of competition for a contract",
    "unsettled": "a text that can be read in two ways binds it: never known",
    "mobile_app": "it has a mobile application",
    "online_service": "it has a service of its own on line",
    "strong_identity": "a service of its own on line asks for an electronic identity",
    "cross_border_service": "a service of its own is tied to those of other countries of the Union",
    "general_information": "it informs the public of what it does, in a bulletin or on its site",
    "general_election": "a general election is being prepared on its territory",
    "cyber_insurance": "it is insured against attacks",
    "networks": "it operates networks, such as street lighting",
    "buried_networks": "it operates buried networks",
    "public_wifi": "it offers Wi-Fi to the public",
    "nursery_or_school": "it runs a nursery or a school",
    "charging_stations": "it installs charging stations open to the public",
    "health_data": "it has health data kept by somebody else",
    "pays_agents": "it pays agents",
    "processor": "somebody else processes personal data for it",
    "high_risk_processing": "it processes personal data at high risk (video protection, social action)",
    "protected_data": "it lets protected data be reused",
    "open_licence": "it opens data under a licence",
    "large_grant": "it grants more than 23,000 € to a private body",
    "high_value_data": "it holds data of one of the six categories of high value",
    "spatial_data": "it holds geographic data about the environment",
    "mobility_data": "it organises transport or holds data about mobility",
    "water_service": "it has a service of water or sanitation",
    "planning": "it draws up planning documents (PLU, SCoT)",
    "algorithms": "it takes decisions about persons with an algorithm",
    "uses_ai": "its agents use artificial intelligence",
    "high_risk_ai": "it uses artificial intelligence at high risk",
    "vat_activities": "it has activities under VAT",
    "archives_outsourced": "it has digital archives kept by somebody else",
    "public_inquiry": "it holds a public inquiry",
    "maternity": "a maternity ward is, or was, on its territory",
}
# Numeric properties; one whose column is absent or null is unknown.
NUMBERS = {
    "population": "inhabitants",
    "agents": "staff, in full-time equivalents",
    "headcount": "staff on permanent posts, in persons",
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

    @property
    def names(self) -> frozenset[str]:
        """Return the properties that it asks for."""
        nodes = ast.walk(self.tree) if self.tree else ()
        return frozenset(node.id for node in nodes if isinstance(node, ast.Name))

    @property
    def limits(self) -> frozenset[float]:
        """Return the numbers to which it compares."""
        nodes = ast.walk(self.tree) if self.tree else ()
        return frozenset(
            node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, int | float)
        )

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
