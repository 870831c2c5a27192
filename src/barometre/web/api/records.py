"""What a resource can say of each of its rows: named fields, those asked for, and how they go into a CSV."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Row = Mapping[str, Any]
"""Values of the database columns, by name."""


class Asked(Protocol):
    """Parameters on the form of an answer."""

    @property
    def fields(self) -> tuple[str, ...] | None:
        """Keys wanted."""

    @property
    def format(self) -> str:
        """json, csv or geojson."""


@dataclass(frozen=True)
class Spread:
    """How a nested value fills several CSV columns: their names, and their values."""

    names: tuple[str, ...]
    values: Callable[[Any], Iterable[Any]]


@dataclass(frozen=True)
class Field:
    """One key of a record: where its value comes from, and when it is there.

    `usual`: without `fields`; `alone`: without `fields`, when one thing only is shown; `always`: whatever `fields`
    says (as nom and code in geo.api.gouv.fr).
    `spread` is None for a plain value; `in_csv` is false for what no cell can hold.
    """

    name: str
    columns: tuple[str, ...]
    value: Callable[[Row], Any]
    usual: bool = True
    alone: bool = False
    always: bool = False
    spread: Spread | None = None
    in_csv: bool = True

    @property
    def headings(self) -> tuple[str, ...]:
        """Its columns in a CSV."""
        return self.spread.names if self.spread else (self.name,)

    def cells(self, value: object) -> Iterable[Any]:
        """Its values in a CSV, one a column."""
        if self.spread is None:
            return (value,)
        return self.spread.values(value) if value is not None else [None] * len(self.spread.names)


def column(name: str, source: str, *, usual: bool = True, always: bool = False, in_csv: bool = True) -> Field:
    """A field that is a database column."""
    return Field(name, (source,), lambda row: row[source], usual=usual, always=always, in_csv=in_csv)


@dataclass(frozen=True)
class Selection:
    """The fields of one answer, in order, and the one drawn as geometry in GeoJSON."""

    fields: tuple[Field, ...]
    drawn: Field | None = None

    @property
    def columns(self) -> list[str]:
        """Database columns to read."""
        fields = [*self.fields, *([self.drawn] if self.drawn else [])]
        return list(dict.fromkeys(column for field in fields for column in field.columns))

    def record(self, row: Row) -> dict[str, Any]:
        """The record of one row."""
        return {field.name: field.value(row) for field in self.fields}

    def with_field(self, field: Field) -> "Selection":
        """The same with one more field."""
        return Selection((*self.fields, field), self.drawn)

    def shape(self, row: Row) -> object:
        """The geometry of one row."""
        return self.drawn.value(row) if self.drawn else None


def choose(available: Iterable[Field], asked: Iterable[str] | None, alone: bool = False) -> tuple[Field, ...]:
    """The fields asked for (all names are known: the parameter's type checked them), the usual ones for None.

    Those that are always there come first, then the order of the request.
    """
    by_name = {field.name: field for field in available}
    if asked is None:
        return tuple(field for field in by_name.values() if field.usual or field.always or (alone and field.alone))
    always = [field.name for field in by_name.values() if field.always]
    return tuple(by_name[name] for name in dict.fromkeys([*always, *asked]))


def selected(available: Iterable[Field], asked: Asked, alone: bool = False) -> Selection:
    """The fields of an answer in its format.

    Args:
        available: every field of the resource.
        asked: parameters `fields`, `format` and, for what has a place, `geometry`.
        alone: one thing is shown, and not a list.
    """
    found = choose(available, asked.fields, alone)
    if asked.format == "csv":
        return Selection(tuple(field for field in found if field.in_csv))
    if asked.format != "geojson":
        return Selection(found)
    wanted = getattr(asked, "geometry", None) or (
        "contour" if any(field.name == "contour" for field in found) else "centre"
    )
    kept = tuple(field for field in found if field.name not in ("centre", "contour"))
    return Selection(kept, next(field for field in available if field.name == wanted))
