"""What pages of the fund say beside its account: axes and calls, names, files it comes from. Kept until it changes."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Prefetch

from barometre.programme.fund.reconcile import Line
from barometre.programme.fund.report import Report
from barometre.web.programme.fund.queries import fund_account
from barometre.web.programme.fund.words import names
from barometre.web.programme.models import FundAxis, FundCall, FundImport
from barometre.web.programme.version import programme_version


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the account.

    `axes`: each with `published`, its calls that are not known by a file only; `files`: those whose awards are stored,
    with the day each was taken in; `calls`: their titles by id; `lines`: the whole fund first, then each axis.
    """

    axes: list[FundAxis]
    calls: dict[str, str]
    names: dict[str, dict[str, str]]
    files: list[tuple[str, date]]
    report: Report
    lines: list[Line]

    @property
    def demonstration(self) -> bool:
        """Are the awards fictitious?"""
        return self.report.demonstration

    @property
    def empty(self) -> bool:
        """Is there no award to show?"""
        return not self.report.states

    @property
    def newest(self) -> date | None:
        """Day of the newest file."""
        return max((day for _, day in self.files), default=None)

    @property
    def source(self) -> str:
        """Names of the files, as a source."""
        return " ; ".join(name for name, _ in self.files)


def known() -> Known:
    """All of it, read again when the programme changes."""
    return _known(programme_version())


@lru_cache(maxsize=2)
def _known(version: str) -> Known:  # noqa: ARG001  (read again when it changes)
    report, lines = fund_account()
    calls = Prefetch("calls", FundCall.objects.filter(imported=False), to_attr="published")
    axes = list(FundAxis.objects.select_related("pilot").prefetch_related(calls))
    files = FundImport.objects.filter(awards__isnull=False).distinct().values_list("file_name", "at")
    return Known(
        axes=axes,
        calls=dict(FundCall.objects.values_list("id", "title")),
        names=names(),
        files=[(name, at.date()) for name, at in files],
        report=report,
        lines=sorted(lines, key=lambda line: (line.counter.axis or "", line.counter.call or "")),
    )
