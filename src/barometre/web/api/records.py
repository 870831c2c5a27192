"""Keys of the records of a resource: their types for the documents, those that a call asks for, their CSV columns."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, get_args

from ninja import Schema
from pydantic import ConfigDict, create_model
from pydantic import Field as Described

from barometre.edition.schema import TABLES
from barometre.rounding import rounded_share
from barometre.web.api.deprecation import Deprecation

# Values of the columns of one row, by name.
Row = Mapping[str, Any]

# Columns that are shares from 0 to 1.
SHARES = ("coverage", "overlap")
# Column -> decimals of what the API says of it: a score has one, a share from 0 to 1 three.
DECIMALS = {
    **dict.fromkeys(("score", "comparable", "mean", "low", "high", "q1", "median", "q3"), 1),
    **dict.fromkeys(SHARES, 3),
}


@dataclass(frozen=True)
class Spread:
    """How a nested value fills several CSV columns: their names, and their values."""

    names: tuple[str, ...]
    values: Callable[[Any], Iterable[Any]]


@dataclass(frozen=True)
class Field:
    """One key of a record: documents, schemas and CSV columns are made from it.

    Attributes:
        name: the key.
        type: its type, with None when it can be null.
        description: what it means, in French.
        example: a value that it can have.
        columns: columns of the row that `value` reads.
        value: gives the value from the row.
        usual: it is there when the call has no `fields`.
        alone: it is there when the call has no `fields` and one thing only is answered.
        always: it is there whatever `fields` says (as nom and code in geo.api.gouv.fr).
        spread: how it fills several CSV columns, None for a plain value.
        in_csv: false for what no cell can hold.
        file: file of the edition that has it for everybody; a list gives so heavy a key by parts. None for the others.
        deprecation: when it goes, None for a key that stays.
    """

    name: str
    type: Any
    description: str
    example: Any
    columns: tuple[str, ...]
    value: Callable[[Row], Any]
    usual: bool = True
    alone: bool = False
    always: bool = False
    spread: Spread | None = None
    in_csv: bool = True
    file: str | None = None
    deprecation: Deprecation | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """Its columns in a CSV."""
        return self.spread.names if self.spread else (self.name,)

    def cells(self, value: object) -> Iterable[Any]:
        """Return its values in a CSV, one for each column."""
        if self.spread is None:
            return (value,)
        return self.spread.values(value) if value is not None else [None] * len(self.spread.names)


def column(name: str, source: str, type_: object, example: object, description: str = "", **there: bool | str) -> Field:
    """Return a field that is a column of the row: a column of a table of the edition, which describes it, or another.

    `there` are the attributes of `Field` that say when and where it is there.
    """
    table, _, key = source.rpartition(".")
    words = description or TABLES[table][key].description
    return Field(name, type_, words, example, (key,), lambda row: shown(key, row[key]), **there)  # type: ignore[arg-type]


def shown(column: str, value: Any) -> Any:  # noqa: ANN401  (what a column holds)
    """Return the value of a column as the API says it: a score or a share has the same decimals everywhere."""
    if column not in DECIMALS or not isinstance(value, float):
        return value
    return float(rounded_share(value, DECIMALS[column], whole=1 if column in SHARES else 100))


def renamed(document: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """Return a document of the edition under the keys of the API, null where it has none."""
    return {field.name: shown(key, document.get(key)) for field in fields for key in field.columns[:1]}


def example_of(fields: Iterable[Field]) -> dict[str, Any]:
    """Return a record whose values are the examples of its fields."""
    return {field.name: field.example for field in fields}


class Record(Schema):
    """A JSON object with no other keys than those described."""

    model_config = ConfigDict(extra="forbid")
    deprecations: ClassVar[tuple[Deprecation, ...]] = ()


def schema(name: str, about: str, fields: Collection[Field], *, chosen: bool = True) -> Any:  # noqa: ANN401  (a type)
    """Return the type of records, from which the OpenAPI document is made.

    `chosen` means that the call chooses the keys, so that most can be absent.
    """
    keys: dict[str, Any] = {}
    for number, field in enumerate(fields):
        optional = chosen and not field.always
        described: Any = Described(
            None if optional else ...,
            alias=field.name,
            description=field.description,
            examples=[field.example],
            json_schema_extra=field.deprecation.document if field.deprecation else None,
        )
        keys[f"key{number}"] = (field.type | None if optional else field.type, described)
    model = create_model(name, __base__=Record, __doc__=about, **keys)
    model.deprecations = tuple(one for field in fields for one in _going(field))
    return model


def _going(field: Field) -> list[Deprecation]:
    """Return what goes of a field: itself, or keys of the records that it holds."""
    return [*([field.deprecation] if field.deprecation else []), *_inside(field.type)]


def _inside(type_: Any) -> Iterable[Deprecation]:  # noqa: ANN401  (a type)
    if isinstance(type_, type) and issubclass(type_, Record):
        return type_.deprecations
    return [one for part in get_args(type_) for one in _inside(part)]


@dataclass(frozen=True)
class Selection:
    """The fields of one answer, in order, its format (json, csv, geojson), and the field drawn in GeoJSON."""

    fields: tuple[Field, ...]
    format: str = "json"
    drawn: Field | None = None

    @property
    def columns(self) -> list[str]:
        """Database columns to read."""
        fields = [*self.fields, *([self.drawn] if self.drawn else [])]
        return list(dict.fromkeys(column for field in fields for column in field.columns))

    @property
    def deprecations(self) -> list[Deprecation]:
        """What goes among its fields, and inside them."""
        return [one for field in self.fields for one in _going(field)]

    @property
    def files(self) -> list[str]:
        """Files of the edition that have its heavy fields for everybody; empty when it has none."""
        return [field.file for field in self.fields if field.file]

    def record(self, row: Row) -> dict[str, Any]:
        """Return the record of one row."""
        return {field.name: field.value(row) for field in self.fields}

    def with_field(self, field: Field) -> "Selection":
        """Return the same with one more field."""
        return replace(self, fields=(*self.fields, field))

    def shape(self, row: Row) -> object:
        """Return the geometry of one row."""
        return self.drawn.value(row) if self.drawn else None


def selected(
    available: Iterable[Field],
    names: Iterable[str] | None,
    format_: str,
    *,
    geometry: str | None = None,
    alone: bool = False,
) -> Selection:
    """Return the fields of an answer in its format: those always there, then the others in the order asked for.

    Args:
        available: every field of the resource.
        names: fields asked for (the parameter's type has checked them), None for the usual ones.
        format_: json, csv or geojson.
        geometry: centre or contour; by default the contour if it is asked for, else the centre.
        alone: one thing is answered, and not a list.
    """
    by_name = {field.name: field for field in available}
    if names is None:
        chosen = [field for field in by_name.values() if field.usual or field.always or (alone and field.alone)]
    else:
        always = [field.name for field in by_name.values() if field.always]
        chosen = [by_name[name] for name in dict.fromkeys([*always, *names])]
    if format_ == "csv":
        return Selection(tuple(field for field in chosen if field.in_csv), format_)
    if format_ != "geojson":
        return Selection(tuple(chosen), format_)
    drawn = geometry or ("contour" if any(field.name == "contour" for field in chosen) else "centre")
    kept = tuple(field for field in chosen if field.name not in ("centre", "contour"))
    return Selection(kept, format_, by_name[drawn])
