"""How the fields of a sentence are shown: the closed list of conversions that templates may name."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeAlias

import yaml

from barometre.facts.reason import shortened

# The YAML files of the catalogue.
DATA = Path(__file__).parent / "data"

Plain: TypeAlias = "str | int | float | bool | tuple[Plain, ...]"
Convert = Callable[[Plain], str]

_UNITS = (
    (31_536_000, "an", "ans"),
    (2_592_000, "mois", "mois"),
    (86_400, "jour", "jours"),
    (3_600, "heure", "heures"),
    (60, "minute", "minutes"),
    (1, "seconde", "secondes"),
)


def plain(value: Plain) -> str:
    """Show a value without conversion: values of a list are joined by commas, a whole float has no decimals."""
    if isinstance(value, tuple):
        return ", ".join(map(plain, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def conversion(name: str, argument: str) -> Convert:
    """Return the function of `name(argument)`.

    Raises:
        ValueError: there is no such conversion, or it does not take this argument; says which there are.
    """
    if name not in CONVERSIONS:
        raise ValueError(f"« {name} » is not a conversion; there are {', '.join(CONVERSIONS)}")
    return CONVERSIONS[name](argument)


def _shortened(limit: str) -> Convert:
    """`shortened(80)`: on one line, without invisible characters, cut at so many characters; 200 without argument."""
    most = int(limit or 200)
    return lambda value: shortened(plain(value), most)


def _quoted(limit: str) -> Convert:
    """`quoted(80)`: as `shortened`, between French quotation marks."""
    short = _shortened(limit)
    return lambda value: f"« {short(value)} »"


def _listed(limit: str) -> Convert:
    """`listed(80)`: values joined by commas, each as `shortened`."""
    short = _shortened(limit)
    return lambda value: ", ".join(map(short, _items(value)))


def _joined(between: str) -> Convert:
    """Join values by what is between the parentheses: `joined( et )`."""
    return lambda value: between.join(map(plain, _items(value)))


def _quotes(between: str) -> Convert:
    """`quotes( et )`: values each as `quoted`, joined by what is between the parentheses."""
    quoted = _quoted("")
    return lambda value: between.join(map(quoted, _items(value)))


def _plural(words: str) -> Convert:
    """`plural(la page|les # pages)`: the first for 0 and 1, else the second; # is the number."""
    one, many = words.split("|")
    return lambda value: (many if _number(value) > 1 else one).replace("#", plain(value))


def _when(words: str) -> Convert:
    """`when(yes|no)`: the first if the value is true, else the second, which may be left out."""
    yes, _, no = words.partition("|")
    return lambda value: yes if value else no


def _day(_: str) -> Convert:
    """`day`: a date or a moment in ISO 8601, as 31/12/2026."""
    return lambda value: f"{date.fromisoformat(plain(value)[:10]):%d/%m/%Y}"


def _decimal(digits: str) -> Convert:
    """`decimal(2)`: a number with so many digits after its comma."""
    count = int(digits)
    return lambda value: f"{_number(value):.{count}f}".replace(".", ",")


def _duration(_: str) -> Convert:
    """`duration`: seconds in their largest whole unit, as « 1 an », « 6 mois », « 5 minutes »."""

    def convert(value: Plain) -> str:
        seconds = int(_number(value))
        length, one, many = next((unit for unit in _UNITS if seconds >= unit[0]), _UNITS[-1])
        return f"{seconds // length} {many if seconds // length > 1 else one}"

    return convert


def _word(table: str) -> Convert:
    """`word(axe-rules)`: what this table of `data/words.yaml` says of the value, else the value."""
    words = _tables().get(table)
    if words is None:
        raise ValueError(f"« {table} » is not a table of words.yaml")
    return lambda value: words.get(plain(value), plain(value))


_FUNCTIONS = (_shortened, _quoted, _listed, _joined, _quotes, _plural, _when, _day, _decimal, _duration, _word)
# Name of a conversion in templates, which is that of its function -> the function, which takes the argument.
CONVERSIONS: Mapping[str, Callable[[str], Convert]] = {
    function.__name__.removeprefix("_"): function for function in _FUNCTIONS
}


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    tables: dict[str, dict[str, str]] = yaml.load(
        (DATA / "words.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return tables


def _items(value: Plain) -> tuple[Plain, ...]:
    return value if isinstance(value, tuple) else (value,)


def _number(value: Plain) -> float:
    if isinstance(value, int | float):
        return value
    raise TypeError(f"{plain(value)!r} is not a number")
