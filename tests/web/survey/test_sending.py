"""Sending: once, with a receipt; corrected until the last day, with its history; published only when asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from answering import answer, at, form_of, kept, send_form
from asked import KINDS, make_wave
from barometre.web.mailing.models import Message
from barometre.web.survey import responses
from barometre.web.survey.models import Person, Response, Sending, Wave
from barometre.web.survey.respond import receipt, sending, visits
from barometre.web.survey.versions import freeze
from barometre.web.survey.waves import is_open
from pdf_structure import faults, read_structure
from townhall_visits import MENDE, browser, text_of

HOME = "/mairie/questionnaires/"
BASE = f"{HOME}repondre-2026/repondre/"
SUMMARY, RECEIPT = f"{BASE}envoyer/", f"{BASE}accuse/"


def sent(visitor, base=BASE):
    return visitor.post(f"{base}envoyer/", form_of(visitor.get(f"{base}envoyer/")))


def test_two_clicks_make_one_sending_and_one_receipt(inside):
    answer(inside, 1, **{"q.site": "oui"})
    form = form_of(inside.get(SUMMARY))
    answers = [inside.post(SUMMARY, form), inside.post(SUMMARY, form)]
    assert [one.headers["Location"] for one in answers] == [RECEIPT, RECEIPT]
    assert Sending.objects.filter(response__siren=MENDE).count() == 1
    message = Message.objects.get(siren=MENDE, purpose="receipt")
    assert message.number == 1 and message.address
    shown = text_of(inside.get(RECEIPT))
    for part in ("envoi n° 1", "version 1", "Est-ce que votre commune a un site ? Oui", "Corriger mes réponses"):
        assert part in shown
    written = receipt.write(message, timezone.now())
    assert "Envoi n° 1" in written.body.replace("\u00a0", " ") and "Oui" not in written.body
    message.number = 7
    assert receipt.write(message, timezone.now()) is None


def test_a_link_leads_again_to_what_was_sent_which_is_corrected_with_its_history(inside):
    answer(inside, 1, **{"q.site": "oui"})
    sent(inside)
    assert inside.get(BASE).headers["Location"] == RECEIPT
    answer(inside, 1, **{"q.site": "non"})
    assert "Des réponses ont changé depuis cet envoi" in text_of(inside.get(RECEIPT))
    sent(inside)
    shown = text_of(inside.get(RECEIPT))
    assert "envoi n° 2" in shown and "« Oui » devient « Non »" in shown
    assert Message.objects.filter(siren=MENDE, purpose="receipt").count() == 2
    sent(inside)
    assert Sending.objects.filter(response__siren=MENDE).count() == 2, "the same again is not sent twice"


def test_who_holds_a_link_fills_neither_the_box_nor_the_tables(inside, monkeypatch):
    monkeypatch.setattr(sending, "RECEIPTS_A_DAY", 1)
    monkeypatch.setattr(responses, "MOST_A_DAY", 2)
    for value in ("oui", "non"):
        answer(inside, 1, **{"q.site": value})
        sent(inside)
    assert Sending.objects.filter(response__siren=MENDE).count() == 2
    assert Message.objects.filter(siren=MENDE, purpose="receipt").count() == 1
    full = answer(inside, 1, **{"q.heures": "12,34"})
    assert full.status_code == 429 and "12,34" in text_of(full) and "heures" not in kept()


def test_nothing_answered_is_not_sent(inside):
    assert sent(inside).status_code == 400 and not Response.objects.filter(siren=MENDE).exists()


def test_a_guest_checks_what_is_missing_and_knows_who_sends(guest, inside):
    answer(guest, 1, **{"q.site": "oui"})
    page = guest.get(SUMMARY)
    shown = text_of(page)
    assert "sans réponse" in shown and f"le lien n° {inside.link.pk}" in shown and "Répondu par « services" in shown
    assert "Envoyer les réponses" not in shown
    forged = guest.post(SUMMARY, form_of(guest.get(at(1))) | {"siren": MENDE})
    assert forged.status_code == 403 and not Sending.objects.filter(response__siren=MENDE).exists()
    sent(inside)
    assert guest.get(RECEIPT).status_code == 200


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), True),  # 23:59 in Paris on the last day
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), False),
    ],
)
def test_the_last_day_is_in_at_paris_time(now, opens):
    wave = Wave(opens_on=date(2026, 12, 1), closes_on=date(2026, 12, 31), opened_at=now)
    assert is_open(wave, now) is opens
    wave.closed_at = now
    assert not is_open(wave, now)


def test_a_closed_wave_takes_nothing_and_shows_what_was_typed(inside, wave):
    answer(inside, 1, **{"q.site": "oui"})
    sent(inside)
    page = inside.get(at(1))
    Wave.objects.filter(pk=wave.pk).update(closes_on=timezone.localdate() - timedelta(days=1))
    late = send_form(inside, page, at(1), **{"q.heures": "12,34"})
    assert late.status_code == 410 and "12,34" in text_of(late) and "heures" not in kept()
    assert inside.get(at(1)).headers["Location"] == SUMMARY
    assert inside.post(SUMMARY, form_of(page)).status_code == 410
    shown = text_of(inside.get(HOME))
    assert "Vagues closes" in shown and inside.get(RECEIPT).status_code == 200
    assert "Corriger mes réponses" not in text_of(inside.get(RECEIPT))


def test_a_draft_stays_on_its_version_and_a_correction_says_it(inside, wave):
    answer(inside, 1, **{"q.site": "oui"})
    sent(inside)
    newer = KINDS.model_copy(update={"version": 2, "title": "Deuxième version"})
    wave.versions.set([freeze(newer, timezone.now())])
    assert "Questionnaire d’essai" in text_of(inside.get(at(1)))
    answer(inside, 1, **{"q.site": "non"})
    assert "Version 1 du questionnaire" in text_of(inside.get(SUMMARY))
    sent(inside)
    assert "sur la version 1" in text_of(inside.get(RECEIPT))


def test_the_record_goes_with_the_first_questionnaire(inside):
    inside.post(
        at(1, "qui-repond"), form_of(inside.get(at(1, "qui-repond"))) | {"q.qualite": "agent", "geste": "quitter"}
    )
    answer(inside, 1, **{"q.site": "oui"})
    sent(inside)
    record = "/mairie/questionnaires/repondre-2026/qui-repond/envoyer/"
    assert "Envoyer les réponses" not in text_of(inside.get(record)) and "part avec" in text_of(inside.get(record))
    assert Sending.objects.filter(response__questionnaire="qui-repond", response__siren=MENDE).count() == 1


def test_who_answers_is_kept_apart_until_a_day_and_erased(inside, guest, wave):
    address = f"{HOME}repondre-2026/personne/"
    wrong = inside.post(address, form_of(inside.get(address)) | {"name": "Ada", "mail": "ada"})
    assert wrong.status_code == 400 and 'href="#mail"' in wrong.content.decode()
    inside.post(address, form_of(wrong) | {"name": "Ada", "mail": "ada@exemple.fr"})
    person = Person.objects.get(siren=MENDE)
    assert (person.name, person.kept_until) == ("Ada", wave.closes_on + timedelta(days=365))
    assert guest.get(address).status_code == 302, "who may not send does not see it"
    inside.post(address, form_of(inside.get(address)) | {"geste": "effacer"})
    assert not Person.objects.filter(siren=MENDE).exists()


def test_the_receipt_is_a_tagged_pdf(inside):
    answer(inside, 1, **{"q.site": "oui"})
    answer(inside, 2, **{"q.detail": '#eval("1") $x$ *a* <b> 😀漢\u0378'})
    sent(inside)
    pdf = inside.get(f"{BASE}accuse.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    read = read_structure(pdf.content)
    assert faults(read) == [] and "Réponses" in [text for _, text in read.headings]
    assert '#eval("1") $x$ *a* <b> ' in read.said
    assert inside.get(f"{BASE}accuse.pdf").content == pdf.content


def test_at_any_time_the_core_questions_alone_private_until_published(inside, guest, monkeypatch):
    from types import SimpleNamespace

    from barometre.web.survey.respond import lost

    content = lambda: SimpleNamespace(questionnaires={"repondre": KINDS})  # noqa: E731
    monkeypatch.setattr(visits, "load_catalogue", content)
    monkeypatch.setattr(lost, "load_catalogue", content)
    base = f"{HOME}a-tout-moment/repondre/"
    first = f"{base}page-1/"
    page = inside.get(first)
    assert "Votre avis ?" in text_of(page) and "Combien d’heures ?" not in text_of(page)
    inside.post(first, form_of(page) | {"q.site": "oui", "geste": "continuer"})
    sent(inside, base)
    response = Response.objects.get(siren=MENDE, wave="")
    assert set(response.sendings.get().content) == {"site", "avis"}
    shown = inside.get(f"{base}accuse/")
    assert "Ces réponses sont privées" in text_of(shown)
    refused = guest.post(f"{base}publier/", form_of(guest.get(first)) | {"geste": "publier"})
    assert "fait=sans-envoi" in refused.headers["Location"]
    inside.get(f"{base}publier/")
    for gesture, published in (("publier", True), ("retirer", False)):
        inside.post(f"{base}publier/", form_of(inside.get(f"{base}accuse/")) | {"geste": gesture})
        response.refresh_from_db()
        assert (response.published_at is not None) is published


def test_a_text_in_use_stays_when_the_catalogue_changes_it_under_its_number(inside, monkeypatch):
    from types import SimpleNamespace

    questions = [one.model_copy(update={"text": "Autre texte ?"}) if one.core else one for one in KINDS.questions]
    changed = KINDS.model_copy(update={"questions": questions})
    monkeypatch.setattr(visits, "load_catalogue", lambda: SimpleNamespace(questionnaires={"repondre": changed}))
    first = f"{HOME}a-tout-moment/repondre/page-1/"
    page = inside.get(first)
    assert "Votre avis ?" in text_of(page) and "Autre texte ?" not in text_of(page)
    assert inside.post(first, form_of(page) | {"q.site": "oui", "geste": "continuer"}).status_code == 302
    assert Response.objects.get(siren=MENDE, wave="").version.number == KINDS.version


def test_other_waves_and_questionnaires_have_no_page(inside):
    make_wave("fermee", timezone.now(), questionnaires=())
    Wave.objects.filter(pk="fermee").update(opened_at=None)
    for address in (
        f"{HOME}fermee/repondre/",
        f"{HOME}autre/repondre/",
        f"{HOME}repondre-2026/autre/",
        f"{BASE}page-99/",
    ):
        answered = inside.get(address)
        assert answered.status_code == (302 if "page-99" in address else 404), address
    stranger = browser()
    assert "Aucun espace n’est ouvert" in text_of(stranger.get(SUMMARY))
