import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from barometre.survey.answers import packed
from closed_wave import KINDS, answered, asked_wave, former_results, only, results

PARIS = ZoneInfo("Europe/Paris")
# One question: what is withheld of each costs programs.
SHORT = only("avis")
AT = datetime(2026, 7, 1, 12, tzinfo=PARIS)


def make_wave(name, title="Vague d’été", **more):
    """A wave that is closed, of the questionnaire of `closed_wave`."""
    from barometre.web.survey.models import Wave

    told = asked_wave([])
    known = {"opens_on": told.opens_on, "closes_on": told.closes_on, "opened_at": datetime(2026, 5, 1, tzinfo=PARIS)}
    return Wave.objects.create(id=name, title=title, **known | more)


def keep(name, found, published_at=AT, **more):
    """Keep results as those of a wave."""
    from barometre.web.survey.models import Results, Wave

    out = io.BytesIO()
    found.figures.write_parquet(out)
    return Results.objects.create(
        wave=Wave.objects.filter(pk=name).first() or make_wave(name, found.content["title"]),
        computed_at=AT,
        content=found.content,
        figures=out.getvalue(),
        published_at=published_at,
        **{"number": 1} | more,
    )


@pytest.fixture
def kept_results(undone):
    """Keep results as those of a wave: see `keep`."""
    return keep


@pytest.fixture
def shown(undone):
    """The published results of a wave, and those of the wave before."""
    keep("hiver", former_results())
    return keep("ete", results())


@pytest.fixture
def closed(undone):
    """Make a wave that is closed, and what was sent to it."""
    from barometre.web.survey.models import Response, Sending
    from barometre.web.survey.versions import freeze

    def make(name, seed, **more):
        wave, version = make_wave(name, **more), freeze(SHORT, AT)
        wave.versions.add(version)
        told = answered(seed)
        responses = Response.objects.bulk_create(
            Response(
                siren=one.siren,
                wave=name,
                questionnaire=KINDS.id,
                version=version,
                started_at=one.at,
                sent_at=one.at,
            )
            for one in told
        )
        Sending.objects.bulk_create(
            Sending(response=response, number=1, content=packed({"avis": one.given["avis"]}), at=one.at)
            for response, one in zip(responses, told, strict=True)
        )
        return wave

    return make
