"""The right of reply, in the room of a collectivité and beside its figures, as axe-core sees it."""

import pytest
from django.db import transaction
from django.utils import timezone

from page_checks import assert_accessible
from replied import ADDRESS, NO, SITE, YES, make_period
from townhall_visits import MENDE, browser, enter, send


@pytest.fixture
def pages(published):
    """Each page as a room shows it, then the sheet; what was written for them is undone."""
    from barometre.web.replies import shown
    from barometre.web.replies.models import Period, Reply
    from barometre.web.townhall.queries import issue

    with transaction.atomic():
        verdicts = {SITE: {"before": NO, "after": YES, "why": "evidence"}}
        make_period(published, MENDE, day=published.date, verdicts=verdicts)
        visitor, page = browser(), f"{ADDRESS}{SITE}/"
        enter(visitor, issue(MENDE, timezone.now())[1])
        told = {"siren": MENDE, "vu": "0", "position": "disagree", "texte": "Le site est en cours de refonte."}
        found = {"verdict": visitor.get(page), "refused": send(visitor, page, page, **told | {"texte": "x" * 1001})}
        send(visitor, page, page, **told)
        found |= {"preview": visitor.get(f"{ADDRESS}?fait=enregistre"), "replied": visitor.get(page)}
        Period.objects.update(published_at=timezone.now())
        Reply.objects.update(decision="accepted", decided_at=timezone.now())
        _forget(shown)
        found["sheet"] = visitor.get("/communes/48095/")
        transaction.set_rollback(True)
    _forget(shown)
    return {name: answer.content.decode() for name, answer in found.items()}


def _forget(shown):
    shown.replies_version.cache_clear()
    shown._published.cache_clear()


def test_axe_finds_no_violation_where_a_collectivite_replies(open_page, pages):
    page = open_page("/nulle-part")
    assert "publiée telle quelle" in pages["sheet"]
    for name in ("verdict", "refused", "preview", "replied"):
        page.set_content(pages[name])
        assert_accessible(page, widths=[360])
