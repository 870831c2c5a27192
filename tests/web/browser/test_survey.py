"""A town hall answers in two sessions, by keyboard on a phone, corrects and sends: every page as a browser shows it."""

import pytest
from django.utils import timezone

from asked import KINDS, RECORD, make_wave
from barometre.web.mailing.models import Message
from barometre.web.survey.models import Invited, Response, Version
from barometre.web.townhall.models import Event, Link
from barometre.web.townhall.queries import issue
from page_checks import assert_accessible
from townhall_visits import ENTER

# Landerneau, of which other tests write nothing.
LANDERNEAU, AT = "212901037", "/mairie/questionnaires/navigateur/repondre/"


@pytest.fixture
def token(published):
    """That of the invitation of Landerneau to an open wave; nothing of it is left to other tests."""
    wave = make_wave("navigateur", timezone.now())
    link, drawn = issue(LANDERNEAU, timezone.now())
    Link.objects.filter(pk=link.pk).update(wave=wave.pk)
    yield drawn
    Response.objects.filter(siren=LANDERNEAU).delete()
    for model in (Message, Invited, Event, Link):
        model.objects.filter(siren=LANDERNEAU).delete()
    wave.delete()
    Version.objects.filter(questionnaire__in=(KINDS.id, RECORD.id)).delete()


def phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    return page


def press(page, button):
    """Reach a button and press it by the keyboard alone."""
    page.get_by_role("button", name=button, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_the_invitation_to_the_receipt(open_page, token):
    page = phone(open_page(f"{ENTER}?lien={token}"))
    press(page, "Entrer")
    assert page.url.endswith("/mairie/questionnaires/") and token not in page.content()
    assert_accessible(page, widths=[360])
    page = phone(open_page(AT))
    page.get_by_label("Non", exact=True).first.focus()
    page.keyboard.press("Space")
    hours = page.get_by_label("Combien d’heures ?")
    hours.fill("1.234")
    with page.expect_navigation():
        hours.press("Enter")  # the first button of the page: « Enregistrer »
    assert page.url.partition("?")[0].endswith(f"{AT}page-1/") and page.title().startswith("Erreur")
    assert_accessible(page)
    page = phone(page)
    page.get_by_role("link", name="Combien d’heures ?").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "q.heures", "an error leads to its field"
    hours = page.get_by_label("Combien d’heures ?")
    assert hours.input_value() == "1.234"
    hours.fill("12,5")
    press(page, "Enregistrer et quitter")

    cookies = [one for one in page.context.cookies() if one["name"] == "mairie"]
    assert cookies and cookies[0]["httpOnly"]
    page = phone(open_page(f"{AT}page-1/"))
    page.context.clear_cookies(name="mairie")
    page.get_by_label("Choix moyen").check()
    press(page, "Enregistrer et continuer")
    assert "Rien n’est perdu" in page.title()
    assert_accessible(page, widths=[360])
    other = page.context.new_page()
    other.goto(f"{page.url.partition('/mairie')[0]}{ENTER}?lien={token}")
    other.get_by_role("button", name="Entrer").click()
    other.close()
    press(page, "Enregistrer ce que j’avais écrit")
    assert page.url.endswith("page-2/")

    page = phone(open_page(f"{AT}envoyer/"))
    assert_accessible(page)
    assert "12,5" in page.inner_text("main") and "Choix moyen" in page.inner_text("main")
    press(page, "Envoyer les réponses")
    assert page.url.endswith("/accuse/")
    assert_accessible(page, widths=[360])
    page = phone(open_page(f"{AT}page-1/"))
    page.get_by_label("Oui", exact=True).first.check()
    press(page, "Enregistrer")
    page = phone(open_page(f"{AT}envoyer/"))
    press(page, "Envoyer les réponses")
    assert "« Non » devient « Oui »" in page.inner_text("main").replace("\u00a0", " ")
    for address in (f"{AT}page-3/", "/mairie/questionnaires/navigateur/personne/", "/mairie/"):
        assert_accessible(open_page(address), widths=[360])
    page.get_by_label("Pour qui ?").fill("services techniques")
    press(page, "Créer un lien à partager")
    assert "/mairie/entrer/?lien=" in page.get_by_label("Le lien à transmettre").input_value()
    assert_accessible(page, widths=[360])
    assert page.complaints == []
