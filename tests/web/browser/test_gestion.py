"""The admin under its strict policy: lists, forms, date pickers and suggestions work, and nothing is blocked."""

import shutil

import pytest

from page_checks import assert_accessible

PASSWORD = "Une-Phrase-Longue-42"
NAME = "navigateur"


@pytest.fixture(scope="module")
def account(published):
    """An account of the team, for the time of this file; written and deleted without a line in the audit log."""
    from django.contrib.auth.models import Group, User
    from django.contrib.sessions.models import Session

    from barometre.web.programme.permissions import TEAM

    user = User(username=NAME, is_staff=True)
    user.set_password(PASSWORD)
    User.objects.bulk_create([user])
    through = User.groups.through
    through.objects.bulk_create([through(user_id=user.pk, group_id=Group.objects.get(name=TEAM).pk)])
    yield user
    for found in Session.objects.all():
        if found.get_decoded().get("_auth_user_id") == str(user.pk):
            found.delete()
    through.objects.filter(user_id=user.pk).delete()
    User.objects.filter(pk=user.pk)._raw_delete(using="default")


@pytest.fixture(scope="module")
def gestion(browser, site, account):
    """A page where the account is logged in, and what its console says."""
    context = browser.new_context(base_url=site, locale="fr-FR")
    page, said = context.new_page(), []
    page.on("console", lambda line: said.append((page.url, line.text)) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append((page.url, str(error))))
    page.goto("/gestion/")
    page.fill("#id_username", NAME)
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    assert page.locator("#user-tools strong").inner_text().lower() == NAME
    yield page, said
    context.close()


@pytest.mark.parametrize("address", ["", "programme/objective/", "observations/contest/"])
def test_a_list_opens_in_silence(gestion, address):
    """That no list or form holds what the policy blocks is in tests/web/programme/test_gestion.py."""
    page, said = gestion
    assert page.goto(f"/gestion/{address}").status == 200
    assert said == []


def test_a_day_is_picked_and_a_body_suggested(gestion):
    page, said = gestion
    page.goto("/gestion/programme/meeting/add/")
    page.click(".field-held_on .date-icon")
    page.click(".calendarbox td.today a, .calendarbox .today a >> nth=0")
    assert len(page.input_value("#id_held_on")) == len("25/11/2026")
    page.click(".field-body .select2-selection")
    page.wait_for_selector(".select2-results__option:not(.loading-results)")
    page.keyboard.press("Escape")
    page.click(".add-row a")
    assert page.locator("#id_decisions-0-text").is_visible()
    assert said == []


@pytest.fixture
def updated(shared):
    """A source that failed and an update that waits, on the disk of the site."""
    from barometre.sources.intake import source_folder, write_state
    from barometre.update.journal import JOURNAL, write_entry

    var = shared / "var"
    folder = source_folder(var, "fibre")
    write_state(
        folder, {"date": "2026-01-02", "rows": 34970, "matched": 34900, "unmatched": 70, "failure": "answered 404"}
    )
    run = {"started": "2026-11-20T04:10:00+00:00", "ended": "2026-11-20T04:12:00+00:00", "by": "barometre", "moved": 12}
    write_entry(var, run | {"decision": "refused", "odd": ["indicator fibre-locaux, commune: 50.0 before, 80.0 now"]})
    yield
    shutil.rmtree(folder)
    (var / JOURNAL).unlink()


def test_the_page_of_updates_is_accessible_and_reached_from_every_screen(gestion, updated):
    page, said = gestion
    page.goto("/gestion/")
    page.click("text=Mises à jour des données")
    assert page.locator("h1").all_inner_texts()[-1] == "Mises à jour des données"
    assert page.locator("tbody tr").count() >= 2
    assert_accessible(page)
    assert said == []
