"""Pages of the fund and its effect in a browser: what the database holds during a test is put in a page of the site."""

import pytest
from django.db import transaction

from barometre.programme.fund.demo import demonstration
from page_checks import ELEMENTS, WIDTHS, assert_accessible

ALWAYS = ["/programme/fonds/", "/programme/fonds/totaux/", "/programme/fonds/sans-aide/", "/programme/effets/"]
# One address of each template, then other states of them: at the width where less fits.
TEMPLATES = [*ALWAYS, "/programme/fonds/regions/76/", "/programme/effets/site-https/", "/programme/effets/site-hsts/"]
STATES = [
    "/programme/fonds/?par=departement",
    "/programme/fonds/sans-aide/?par=region",
    "/programme/fonds/regions/06/",
    "/programme/fonds/departements/29/",
]
# Elements of a page, those of drawings apart, under which its EcoIndex is A.
LIGHT = 400


@pytest.fixture
def demo(published, tmp_path):
    """The programme with the demonstration and a study, undone at the end."""
    from barometre.web.programme.fund.store import import_file
    from barometre.web.programme.models import EffectStudy

    with transaction.atomic():
        demonstration().write_csv(tmp_path / "demo.csv")
        import_file(tmp_path / "demo.csv", by="test")
        EffectStudy.objects.create(indicator="site-https", editions=["2021-01-01"], demonstration=True, result=RESULT)
        yield
        transaction.set_rollback(True)


RESULT = {
    "verdict": {"id": "unknown", "sentence": "On ne peut pas dire.", "reasons": [{"id": "chance", "text": "hasard"}]},
    "warnings": [],
    "estimate": 1.2,
    "interval": [-0.4, 2.8],
    "n_treated": 97,
    "n_control": 302,
    "n_periods": 3,
    "pretrend": {"p_value": 0.2, "verdict": "parallel", "missed_slope": 0.9},
    "matched": None,
    "method": "Différences de différences.",
    "event_study": [
        {"relative": relative, "estimate": relative + 1, "low": relative, "high": relative + 2, "n": 97}
        for relative in range(-3, 3)
    ],
}


def test_axe_finds_no_violation_and_pages_are_light(open_page, demo, client):
    """The answer of the site, as this test's database makes it, is put in a page of the site."""
    page = open_page("/accessibilite/")
    for address in [*TEMPLATES, *STATES]:
        answer = client.get(address)
        assert answer.status_code == 200
        page.set_content(answer.content.decode())
        assert (address, page.evaluate(ELEMENTS)) <= (address, LIGHT)
        assert_accessible(page, widths=[360] if address in STATES else WIDTHS)
    assert page.complaints == []


@pytest.mark.parametrize("address", ALWAYS)
def test_before_any_award_too(open_page, address):
    page = open_page(address)
    assert page.complaints == []
    assert_accessible(page, widths=[360])
