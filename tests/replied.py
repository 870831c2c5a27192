"""The right of reply in tests: an edition that moves verdicts of a small one, and a period made by hand."""

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from django.utils import timezone

# One that the directory of the tests has of Mende, with what the next edition says of it.
SITE, MAIL = "site-declare", "mail-declare"
ADDRESS = "/mairie/droit-de-reponse/"
KNOWN = {"status": "known", "source": "annuaire", "observed_on": "2026-10-06"}
YES, NO = KNOWN | {"value": 1.0, "score": 100.0}, KNOWN | {"value": 0.0, "score": 0.0, "reason": "aucune adresse"}


def moved_edition(before: Path, day: date, siren: str, *indicators: str) -> Path:
    """Write the edition of a day beside another: the same, but for some answers of a collectivité, lost since."""
    from barometre.edition.files import read_table, write_edition
    from barometre.edition.schema import TABLES

    tables = {name: read_table(before, name) for name in TABLES}
    hit = (pl.col("siren") == siren) & pl.col("indicator").is_in(indicators) & pl.col("score").is_not_null()
    lost = {"score": pl.lit(0.0), "observed_on": pl.lit(day)}
    tables["indicators"] = tables["indicators"].with_columns(
        pl.when(hit).then(value).otherwise(name).alias(name) for name, value in lost.items()
    )
    documents = {name: json.loads((before / name).read_text()) for name in ("catalogue.json", "datapackage.json")}
    manifest = json.loads((before / "manifest.json").read_text()) | {"date": day.isoformat()}
    return write_edition(before.parent, day, tables, documents, manifest)


def make_period(edition, siren, *, day=None, days=15, verdicts=None, **more):
    """A period on an edition after the published one, in which a collectivité is asked about two verdicts."""
    from barometre.web.replies.models import Asked, Period

    verdicts = verdicts or {SITE: _verdict(YES, NO), MAIL: _verdict({"status": "not-looked"}, YES)}
    period = Period.objects.create(
        edition=day or edition.date + timedelta(days=30),
        build_id="b",
        before=edition.date,
        catalogue=edition.catalogue,
        opened_at=timezone.now(),
        last_day=timezone.localdate() + timedelta(days=days),
        **more,
    )
    facts = {"site.host": {"outcome": "seen", "text": "mende.fr", "source": "annuaire", "observed_on": "2026-10-06"}}
    return Asked.objects.create(
        period=period, siren=siren, written_to=True, moved=len(verdicts), verdicts=verdicts, facts=facts
    )


def _verdict(before, after):
    return {"before": before, "after": after, "why": "evidence"}
