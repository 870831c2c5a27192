"""The account of the fund, as pages and commands read it: computed once for each state of the programme."""

from functools import lru_cache

import polars as pl

from barometre.programme import models as content
from barometre.programme.fund.reconcile import Line, reconcile
from barometre.programme.fund.report import Report, report
from barometre.territory import reference
from barometre.web.programme.fund.store import stored_awards
from barometre.web.programme.models import FundCounter
from barometre.web.programme.version import programme_version


def counters() -> list[content.Counter]:
    """Published totals, newest first."""
    return [
        content.Counter(
            id=row.pk,
            axis=row.axis_id,
            call=row.call_id,
            on=row.on,
            measure=row.measure,
            value=row.value,
            at_least=row.at_least,
            source=content.Reference(title=row.source_title, url=row.source_url or None),
            doubt=row.doubt or None,
        )
        for row in FundCounter.objects.all()
    ]


def fund_account() -> tuple[Report, list[Line]]:
    """Report of all the awards stored, and published totals against computed ones."""
    return _account(programme_version())


@lru_cache(maxsize=1)
def awards_at(version: str) -> pl.DataFrame:  # noqa: ARG001  (read again when it changes)
    """Every award stored, read once for all that pages make of them."""
    return stored_awards()


@lru_cache(maxsize=2)
def _account(version: str) -> tuple[Report, list[Line]]:
    awards = awards_at(version)
    return report(awards, reference.collectivites()), reconcile(awards, counters())
