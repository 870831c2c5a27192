"""Pages of results as a browser shows them: axe-core finds nothing, on a desktop and on a phone."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from closed_wave import results
from page_checks import ELEMENTS, assert_accessible

AT = datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Paris"))
PAGES = ["", "navigateur/", "navigateur/repondre/", "navigateur/repondre/site/?par=region"]


@pytest.fixture(scope="module")
def shown(published):
    """Published results of a wave, of which nothing is left to other tests."""
    from barometre.web.survey.models import Results, Wave

    out = io.BytesIO()
    results().figures.write_parquet(out)
    days = {"opens_on": date(2026, 5, 1), "closes_on": date(2026, 6, 1)}
    wave = Wave.objects.create(id="navigateur", title="Vague d’essai", opened_at=AT, **days)
    content = results().content
    row = Results.objects.create(
        wave=wave, number=1, computed_at=AT, content=content, figures=out.getvalue(), published_at=AT
    )
    yield row
    row.delete()
    wave.delete()


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_no_violation_and_pages_are_light(open_page, shown, address):
    page = open_page(f"/enquetes/{address}")
    assert page.evaluate(ELEMENTS) <= 385
    assert_accessible(page)
