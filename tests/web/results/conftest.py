import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from closed_wave import asked_wave, former_results, results

AT = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))


def kept(name, found, published_at=AT, number=1, reason=""):
    """Keep results as those of a wave that was closed."""
    from barometre.web.survey.models import Results, Wave

    told, out = asked_wave([]), io.BytesIO()
    wave, _ = Wave.objects.get_or_create(
        id=name,
        defaults={
            "title": found.content["title"],
            "opens_on": told.opens_on,
            "closes_on": told.closes_on,
            "opened_at": datetime(2026, 5, 1, tzinfo=ZoneInfo("Europe/Paris")),
        },
    )
    found.figures.write_parquet(out)
    return Results.objects.create(
        wave=wave,
        number=number,
        reason=reason,
        computed_at=AT,
        content=found.content,
        figures=out.getvalue(),
        published_at=published_at,
    )


@pytest.fixture
def shown(undone):
    """The published results of a wave, and those of the wave before."""
    kept("hiver", former_results())
    return kept("ete", results())
