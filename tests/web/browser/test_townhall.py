"""The link of a town hall, from the page that sends it to the room, as a browser follows it."""

import pytest
from django.utils import timezone

from barometre.web.townhall.models import Declared, Event, Link
from barometre.web.townhall.queries import issue
from page_checks import assert_accessible
from townhall_visits import ENTER

# Brest, of which other tests write nothing.
BREST, PAGE = "212900195", "/communes/29019/mairie/"


@pytest.fixture
def token(published):
    """That of a link of Brest; nothing of it is left to other tests."""
    link, drawn = issue(BREST, timezone.now())
    yield drawn
    for model in (Event, Declared):
        model.objects.filter(link=link.pk).delete()
    link.delete()


def test_a_town_hall_enters_declares_and_leaves(open_page, token):
    page = open_page(PAGE)
    assert_accessible(page, widths=[360])
    asked = []
    page.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
    page = open_page(f"{ENTER}?lien={token}")
    assert_accessible(page, widths=[360])
    page.get_by_role("button", name="Entrer").click()
    assert page.url.endswith("/mairie/"), "the protection against forged requests takes what a browser sends"
    assert_accessible(page)
    action = page.get_by_role("group").first
    action.get_by_label("Pas pour nous").check()
    page.get_by_role("button", name="Enregistrer").click()
    assert page.get_by_role("status").inner_text().startswith("C’est enregistré")
    assert page.get_by_role("group").first.get_by_label("Pas pour nous").is_checked()
    page.get_by_role("button", name="Quitter").click()
    assert page.get_by_role("status").inner_text().startswith("Vous avez quitté")
    assert_accessible(page, widths=[360])
    assert [url for url, from_ in asked if token in from_] == [], "no address is told the token"
    assert [url for url, _ in asked if token in url] == [f"{page.url.partition('/mairie')[0]}{ENTER}?lien={token}"]
    assert page.complaints == []
    assert list(Declared.objects.filter(siren=BREST).values_list("choice", flat=True)) == ["not-for-us"]
    assert Link.objects.get(siren=BREST).revoked_at is None
