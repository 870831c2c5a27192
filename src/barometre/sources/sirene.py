"""SIRENE, stock of legal units (INSEE): the bracket of staff, which decides whom some duties bind.

Thirty million rows: those of collectivités alone are kept while the file is read.
"""

from datetime import date

import polars as pl

from barometre.sources.register import Column, Csv, Key, Register
from barometre.sources.statements import seen
from barometre.territory import reference

# Brackets of INSEE (`trancheEffectifsUniteLegale`) -> employees, at least and at most; « NN » and empty are not known.
BRACKETS: dict[str, tuple[int, int | None]] = {
    "00": (0, 0),
    "01": (1, 2),
    "02": (3, 5),
    "03": (6, 9),
    "11": (10, 19),
    "12": (20, 49),
    "21": (50, 99),
    "22": (100, 199),
    "31": (200, 249),
    "32": (250, 499),
    "41": (500, 999),
    "42": (1_000, 1_999),
    "51": (2_000, 4_999),
    "52": (5_000, 9_999),
    "53": (10_000, None),
}
# The law counts full-time equivalents, INSEE employees: fifty to ninety-nine of these may be fewer than fifty of those.
# A hundred or more are taken for fifty at least: they are fewer only where the average is under half time.
_STRADDLING = "21"


def sirene_facts(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """State the bracket of each body; its lower bound too, as a number, unless it leaves fifty equivalents in doubt."""
    words = {code: _words(*bounds) for code, bounds in BRACKETS.items()}
    lower = {code: low for code, (low, _) in BRACKETS.items() if code != _STRADDLING}
    own = rows.select("siren", "anneeEffectifsUniteLegale", code=_code())
    year = pl.when(pl.col("anneeEffectifsUniteLegale").is_not_null()).then(
        pl.format(" en {}", pl.col("anneeEffectifsUniteLegale"))
    )
    text = pl.col("code").replace_strict(words, default=None, return_dtype=pl.String) + year.fill_null("")
    number = pl.col("code").replace_strict(lower, default=None, return_dtype=pl.Float64)
    return seen(own.unique("siren", keep="any"), "effectifs.agents", on, number=number, text=text)


def _code() -> pl.Expr:
    """Return the bracket as written by INSEE: spreadsheets turn « 01 » into « 1 » or « 1.0 »."""
    return pl.col("trancheEffectifsUniteLegale").str.strip_suffix(".0").str.zfill(2)


def _words(low: int, high: int | None) -> str:
    if high is None:
        return "10\u202f000 salariés ou plus"
    if high == 0:
        return "aucun salarié"
    return f"de {low:,} à {high:,} salariés".replace(",", "\u202f")


def _ours(siren: pl.Series) -> pl.Series:
    return siren.is_in(reference.collectivites()["siren"].implode())


REGISTER = Register(
    id="sirene",
    address="https://www.data.gouv.fr/api/1/datasets/r/825f4199-cadd-486c-ac46-a65a8ea1a047",
    kinds=("commune", "epci", "departement", "region"),
    form=Csv(separator=","),
    columns=(
        Column("siren", filled=1.0),
        Column(
            "trancheEffectifsUniteLegale",
            allowed=tuple(
                form for code in BRACKETS for form in dict.fromkeys((code, code.lstrip("0"), f"{int(code)}.0"))
            ),
            empty=("NN",),
        ),
        Column("anneeEffectifsUniteLegale", "integer", low=2_000),
    ),
    # The SIREN of the reference, less those too young for the stock.
    minimum_rows=33_000,
    key=Key(siren="siren"),
    facts=sirene_facts,
    verified="heading of the stock and its address in public code that reads it; brackets in INSEE's documentation",
    rows=pl.col("siren").map_batches(_ours, return_dtype=pl.Boolean, is_elementwise=True),
    maximum_bytes=10_000_000_000,
)
