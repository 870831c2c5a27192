"""Facts written before reasons were codes: their French `detail` becomes the context of a reason."""

import polars as pl

from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome

# How the detail of a negative that waited for its second look began.
_TO_CONFIRM = "à confirmer par un second regard : "


def with_reasons(facts: pl.DataFrame) -> pl.DataFrame:
    """Return a table of facts of the former form with the columns of today; one of today's form as it is.

    Args:
        facts: `outcome`, `detail` and other columns; or the columns of today, without `detail`.

    Returns:
        The table with `reason_code`, `reason_context`, `hangs_on` (never known) and `to_confirm` for `detail`.
    """
    if "reason_code" in facts.columns or "detail" not in facts.columns:
        return facts
    confirm = (pl.col("outcome") == Outcome.WE_FAILED.value) & pl.col("detail").str.starts_with(_TO_CONFIRM)
    text = pl.when(confirm).then(pl.col("detail").str.strip_prefix(_TO_CONFIRM)).otherwise("detail")
    return facts.with_columns(
        reason_code=pl.when(pl.col("detail").is_not_null()).then(pl.lit(ReasonCode.FORMER_TEXT.value)),
        reason_context=pl.when(pl.col("detail").is_not_null()).then(pl.struct(text=text).struct.json_encode()),
        hangs_on=pl.lit(None, pl.String),
        to_confirm=confirm.fill_null(False),
    ).drop("detail")
