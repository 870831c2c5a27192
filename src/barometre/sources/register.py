"""The one shape of a register: an official file that says something of collectivités, and how it becomes facts.

Each register is a module of this package with one constant, `REGISTER`; `registry.REGISTERS` lists them. Who produces
it, its licence, and what it can and cannot say are content (`catalogue/data/sources.yaml`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

ColumnType = Literal["text", "integer", "number", "day", "boolean"]


@dataclass(frozen=True)
class Column:
    """One column that is read; the others, personal data first of all, never leave the file.

    Attributes:
        name: its name in the file.
        type: what each filled cell must be; cells are kept as text.
        filled: least share of the rows in which it is filled; a file below it has changed.
        low, high: bounds of a number.
        allowed: the only texts, when it is a list.
        empty: texts that stand for an empty cell (« NULL »).
        pattern: regular expression that every filled cell matches.
        optional: a file without it keeps the contract; its cells are then empty.
    """

    name: str
    type: ColumnType = "text"
    filled: float = 0.0
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    pattern: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Csv:
    """A text table; `separator` and `encodings` are those of the official file, tried in that order.

    `headings` names the columns of a file that has no line of headings.
    """

    separator: str = ";"
    encodings: tuple[str, ...] = ("utf-8-sig",)
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Json:
    """A list of objects; `path` leads to it. A column may name a nested value, `context.organisation`.

    Attributes:
        path: keys from the top to the list.
        inside: columns whose text is itself JSON, as the exports of the directory write nested values.
    """

    path: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """The columns by which rows find their collectivité (`matching.match`); what is given first decides.

    Attributes:
        siren, siret, insee: identifiers; `insee` is that of a commune.
        departement, region: codes, which identify the département or the région itself.
        account: column of an identifier that means something to the producer alone, and the fact whose text, stated by
            other registers, says whose it is (several with spaces).
        name: must agree with the collectivité's when there is one: a known code proves nothing.
        kind: column of the kind, and its words -> our kinds.
        population: with `name` alone, what tells two of the same name apart.
    """

    siren: str | None = None
    siret: str | None = None
    insee: str | None = None
    departement: str | None = None
    region: str | None = None
    account: tuple[str, str] | None = None
    name: str | None = None
    kind: tuple[str, dict[str, str]] | None = None
    population: str | None = None

    @property
    def by_name(self) -> bool:
        """Whether rows have no identifier: `departement` then tells two of the same name apart."""
        return self.name is not None and not (self.siren or self.siret or self.insee or self.account)


@dataclass(frozen=True)
class Register:
    """One official file.

    Attributes:
        id: id of the source in the catalogue.
        address: official address, from which it is fetched.
        mirrors: others that give the same file, asked when that one fails.
        kinds: kinds of collectivités of which it may speak.
        form: how the file is written; gzip and a zip of one file are recognised by themselves.
        columns: what is read of it: its contract.
        minimum_rows: a file with fewer is not the whole.
        key: how rows find their collectivité.
        facts: from the rows that found theirs (columns of the contract as text, `siren` and `matched_by`), and the day
            of the file, to columns of `facts.schema.FACTS`; one row for each SIREN and fact.
        verified: how the format was verified.
        rows: true for the rows that are kept; the others (sentinels, « TEST »…, or what is not the register's subject)
            are dropped while the file is read, so that it may be larger than memory.
        keyed: from the rows that keep the contract to the same rows with the columns that `key` names, where none of
            the file can be a key as it is written.
        parts: whether what it says of a former commune, or of an arrondissement, is part of what today's commune has:
            its counts are added up, its places or its dates are on the territory. Without, such a row is a doubt.
        maximum_bytes: largest file read once unpacked.
    """

    id: str
    address: str
    kinds: tuple[str, ...]
    form: Csv | Json
    columns: tuple[Column, ...]
    minimum_rows: int
    key: Key
    facts: Callable[[pl.DataFrame, date], pl.DataFrame]
    verified: str
    keyed: Callable[[pl.DataFrame], pl.DataFrame] | None = None
    rows: pl.Expr | None = None
    parts: bool = False
    maximum_bytes: int = 3_000_000_000
    mirrors: tuple[str, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """Names of the columns read."""
        return [column.name for column in self.columns]
