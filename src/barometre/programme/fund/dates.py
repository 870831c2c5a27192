"""Days as people write them: ISO or French, never guessed."""

from datetime import date

import polars as pl

from barometre.programme.fund.judged import EMPTY, Judged, first_fault

ANNOUNCED = date(2021, 1, 25)
"""The day the fund was announced: no award is older."""

_TIME = r"(?:[ t][0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)?$"
"""A time of the day, which is dropped; none with a time zone, where the day may be another one here."""
_ISO = rf"^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){_TIME}"
_FRENCH = rf"^([0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}}){_TIME}"
_SHORT = r"^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}$"
_SERIAL = r"^[0-9]{5}(?:[.,][0-9]+)?$"


def day(column: str, today: date, required: bool = False) -> Judged:
    """Judge a column of dates, cells already cleaned (`judged.unquoted`).

    2021-05-03 and 03/05/2021 are understood, with or without a time of the day after.

    Args:
        column: its name.
        today: no date is later.
        required: an empty cell is at fault.
    """
    cell = pl.col(column)
    text = cell.str.to_lowercase()
    read = pl.coalesce(
        text.str.extract(_ISO).str.to_date("%Y-%m-%d", strict=False),
        text.str.extract(_FRENCH).str.to_date("%d/%m/%Y", strict=False),
    )
    fault = first_fault(
        (
            (cell.is_null(), pl.lit(EMPTY if required else None, pl.String)),
            (read > today, pl.format("« {} » est dans l’avenir", cell)),
            (read.is_not_null(), pl.lit(None, pl.String)),
            (
                text.str.contains(f"{_ISO}|{_FRENCH}"),
                pl.format("« {} » n’existe pas au calendrier (jour/mois/année)", cell),
            ),
            (text.str.contains(_SHORT), pl.format("« {} » : écrivez l’année en quatre chiffres", cell)),
            (
                text.str.contains(_SERIAL),
                pl.format("« {} » est un numéro de jour de tableur : donnez à la cellule le format date", cell),
            ),
            (pl.lit(True), pl.format("« {} » n’est pas une date, comme 2021-05-03 ou 03/05/2021", cell)),
        )
    )
    return Judged(pl.when(read <= today).then(read).otherwise(None), fault)
