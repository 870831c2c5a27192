"""Results computed whole for a closed wave, and kept to be published.

Apart from `store`, for pages are served without what computes results, which takes long to load.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from barometre.catalogue.questionnaires import Questionnaire
from barometre.errors import BarometreError
from barometre.settings import settings
from barometre.survey.facts import SentAnswers, newest
from barometre.survey.results.compute import AskedWave, FormerWave, WaveResults, wave_results
from barometre.survey.results.population import population
from barometre.survey.selection import WaveSelection
from barometre.territory import reference
from barometre.web.survey import waves
from barometre.web.survey.models import Invited, Results, Wave
from barometre.web.survey.results import queries
from barometre.web.survey.results.store import is_closed
from barometre.web.survey.shares import wave_before
from barometre.web.survey.told import told
from barometre.web.survey.versions import content_of
from barometre.web.townhall.queries import one_at_a_time

# Fact of the directory that respondents are calibrated on.
_DECLARED = "site.declared"


def compute(name: str, now: datetime, reason: str = "") -> Results:
    """Compute the results of a closed wave and keep them to be published, in place of those that wait.

    Args:
        name: id of the wave.
        now: the present moment.
        reason: why published results are corrected; empty the first time.

    Raises:
        BarometreError: the wave is unknown or not closed, or its results are published and no reason is given.
    """
    wave = waves.find(name)
    if not is_closed(wave, now):
        raise BarometreError(f"Wave {name} is not closed: results are computed once nobody can answer any more")
    last = queries.published_rows(name).first()
    if last is not None and not reason:
        raise BarometreError(
            f"Results of wave {name} are published (version {last.number}) and stay; give --reason to prepare a "
            "correction, which readers will see"
        )
    found = _computed(wave, last)
    out = io.BytesIO()
    found.figures.write_parquet(out, compression="zstd")
    with transaction.atomic(), one_at_a_time(f"results {name}"):
        Results.objects.filter(wave=wave, published_at=None).delete()
        return Results.objects.create(
            wave=wave,
            number=last.number + 1 if last else 1,
            reason=reason if last else "",
            computed_at=now,
            content=found.content,
            figures=out.getvalue(),
        )


def _computed(wave: Wave, last: Results | None) -> WaveResults:
    versions = [content_of(version) for version in wave.versions.order_by("pk")]
    asked = AskedWave(
        title=wave.title,
        opens_on=wave.opens_on,
        closes_on=wave.closes_on,
        base_edition=wave.base_edition,
        asked=Invited.objects.filter(wave=wave, asked_at__isnull=False).count(),
        questionnaires=[one for one in versions if one.theme],
        sent=list(told(wave=wave.pk)),
        bodies=_bodies(wave),
    )
    return wave_results(
        asked,
        former={one.id: former for one in asked.questionnaires if (former := _former(wave, one))},
        publishes=_publishes(),
        already=queries.figures_of(last) if last else None,
    )


def _bodies(wave: Wave) -> pl.DataFrame:
    measured = reference.collectivites().filter("measured")
    return population(WaveSelection.of(wave.selection), measured, declared(wave))


def declared(wave: Wave) -> Mapping[str, bool]:
    """Return who declares a site, in the edition on which a wave is based; nobody when it is not on this server."""
    path = settings().var / "editions" / str(wave.base_edition) / "facts.parquet"
    if not path.is_file():
        return {}
    return _declared_in(path)


def _declared_in(path: Path) -> dict[str, bool]:
    facts = pl.scan_parquet(path).filter("retained", pl.col("fact") == _DECLARED, pl.col("number").is_not_null())
    rows = facts.select("siren", pl.col("number") > 0).collect()
    return dict(rows.iter_rows())


def _former(wave: Wave, questionnaire: Questionnaire) -> FormerWave | None:
    """Return the last wave before that asked a questionnaire, when its results are published."""
    former = wave_before(wave, questionnaire.id)
    row = queries.published_rows(former.pk).first() if former else None
    if former is None or row is None:
        return None
    return FormerWave(
        id=former.pk,
        title=former.title,
        closes_on=former.closes_on,
        sent=list(told(wave=former.pk, questionnaire=questionnaire.id)),
        bodies=_bodies(former),
        figures=queries.figures_of(row),
    )


def _publishes() -> dict[tuple[str, str], SentAnswers]:
    """Return what collectivités publish themselves: (SIREN, questionnaire) -> what they sent last."""
    return {(one.siren, one.questionnaire.id): one for one in newest(told(published_at__isnull=False))}
