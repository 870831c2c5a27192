"""The sheet on the site: a link on each page, one made at a time, kept like a page, not for robots."""

import pytest

from barometre.web.paper import asked


@pytest.mark.parametrize(
    ("page", "sheet"),
    [
        ("/communes/48095/", "/communes/48095/fiche.pdf"),
        ("/collectivites/226400018/", "/collectivites/226400018/fiche.pdf"),
        ("/epci/244400610/", "/collectivites/244400610/fiche.pdf"),
    ],
)
def test_each_page_leads_to_it(client, page, sheet):
    html = client.get(page).text
    assert f'href="{sheet}"' in html and "Fiche PDF, deux pages" in html
    answer = client.get(sheet)
    assert (answer.status_code, answer.headers["Content-Type"], answer.content[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )
    assert answer.headers["Content-Disposition"].startswith('inline; filename="fiche-')
    assert answer.headers["X-Robots-Tag"] == "noindex"
    # What lets the worker keep it (`gateway.kept`), and visitors not ask twice.
    assert "public" in answer.headers["Cache-Control"] and "max-age" in answer.headers["Cache-Control"]
    assert client.get(sheet, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_old_codes_lead_to_that_of_today(client):
    moved = client.get("/collectivites/214800955/fiche.pdf")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/communes/48095/fiche.pdf")
    assert client.get("/communes/00000/fiche.pdf").status_code == 404


def test_who_waits_too_long_is_told_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(asked, "WAIT_SECONDS", 0.01)
    with asked._setting:
        busy = client.get("/communes/48095/fiche.pdf")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, str(asked.BUSY_SECONDS))
    assert client.get("/communes/48095/fiche.pdf").status_code == 200
