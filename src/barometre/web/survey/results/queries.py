"""Reads of results: published ones never change, so what was read of them is kept."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

import polars as pl
from django.db.models import QuerySet
from django.utils import timezone

from barometre.catalogue.questionnaires import Questionnaire
from barometre.web.survey.models import Results

# Results whose figures one worker holds.
_HELD = 4


@dataclass(frozen=True)
class ReadResults:
    """Results of a wave, as pages read them.

    Attributes:
        wave: id.
        content: as `survey.results.compute.WaveResults` wrote it.
        figures: columns of `survey.results.figures.FIGURES`.
    """

    wave: str
    number: int
    reason: str
    computed_on: date
    published_at: datetime | None
    content: Mapping[str, Any]
    figures: pl.DataFrame

    @property
    def title(self) -> str:
        """Title of the wave."""
        return str(self.content["title"])

    @property
    def published_on(self) -> date | None:
        """Day when they were published; None: not yet."""
        return timezone.localdate(self.published_at) if self.published_at else None

    @cached_property
    def questionnaires(self) -> dict[str, "ReadQuestionnaire"]:
        """The questionnaires, by id, in order."""
        by_id = self.figures.partition_by("questionnaire", as_dict=True)
        nothing = self.figures.clear()
        return {
            one["questionnaire"]["id"]: ReadQuestionnaire(
                Questionnaire.model_validate(one["questionnaire"]),
                one,
                by_id.get((one["questionnaire"]["id"],), nothing),
            )
            for one in self.content["questionnaires"]
        }


@dataclass(frozen=True)
class ReadQuestionnaire:
    """The results of one questionnaire."""

    asked: Questionnaire
    content: Mapping[str, Any]
    figures: pl.DataFrame

    def rows(self, **wanted: str) -> list[dict[str, Any]]:
        """Return the rows of the figures that have these values."""
        return self.figures.filter(*(pl.col(name) == value for name, value in wanted.items())).to_dicts()


def published_waves() -> list[Results]:
    """Return the newest published results of each wave, without their figures; the last wave first."""
    rows = (
        Results.objects.exclude(published_at=None).order_by("wave_id", "-number").distinct("wave_id").defer("figures")
    )
    return sorted(rows, key=lambda row: (row.content["opens_on"], row.wave_id), reverse=True)


def published_rows(wave: str) -> QuerySet[Results]:
    """Return the published results of a wave, the newest first."""
    return Results.objects.filter(wave=wave).exclude(published_at=None).order_by("-number")


def published(wave: str, number: int | None = None) -> ReadResults | None:
    """Return the published results of a wave, the newest or those of a number; None when there are none."""
    found = published_rows(wave).defer("figures", "content")
    row = (found.filter(number=number) if number is not None else found).first()
    return _read_once(row.pk) if row else None


def prepared(wave: str) -> ReadResults | None:
    """Return the results of a wave that wait to be published; None when there are none."""
    row = Results.objects.filter(wave=wave, published_at=None).first()
    return _read(row) if row else None


def versions(wave: str) -> list[Results]:
    """Return the published results of a wave, without what they hold, the newest first."""
    return list(published_rows(wave).defer("figures", "content"))


@lru_cache(maxsize=_HELD)
def _read_once(pk: int) -> ReadResults:
    return _read(Results.objects.get(pk=pk))


def _read(row: Results) -> ReadResults:
    return ReadResults(
        wave=row.wave_id,
        number=row.number,
        reason=row.reason,
        computed_on=timezone.localdate(row.computed_at),
        published_at=row.published_at,
        content=row.content,
        figures=figures_of(row),
    )


def figures_of(row: Results) -> pl.DataFrame:
    """Return the figures of results, columns of `survey.results.figures.FIGURES`."""
    return pl.read_parquet(io.BytesIO(bytes(row.figures)))
