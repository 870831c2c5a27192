"""A wave from end to end, as its people live it: a letter by SMTP, answers over two visits, a receipt, a correction."""

from django.utils import timezone

from answering import form_of
from barometre.web.mailing import sending
from barometre.web.mailing.models import Message
from barometre.web.mailing.relay import Relay
from barometre.web.mailing.states import MessageState
from barometre.web.survey import waves
from barometre.web.survey.models import Invited, Response
from barometre.web.survey.writers import WRITERS
from townhall_visits import ENTER, MENDE, Box, browser, enter, link_in, mail_settings, served, text_of, token_of

LIST = "/mairie/questionnaires/"


def posted(visitor, address, **fields):
    """Load a page and send its form, with what it holds and what is changed."""
    page = visitor.get(address)
    return visitor.post(address, form_of(page) | {"csrfmiddlewaretoken": token_of(page)} | fields)


def delivered():
    """Send what waits, in this thread: the sender's own see only what is written for good."""
    with Relay() as relay:
        waiting = Message.objects.filter(state=MessageState.WAITING, siren=MENDE)
        ends = [sending._send(one.pk, WRITERS, relay, timezone.now) for one in waiting]
    waves.note_asked()
    return ends


def test_a_town_hall_is_asked_answers_and_corrects(make_wave, undone):
    wave, box = make_wave(selection={"sirens": [MENDE]}), Box()
    with served(box) as port, mail_settings(port):
        waves.open_wave(wave, timezone.now())
        assert delivered() == ["taken"]
        (_, to, letter), (_, token) = box.received[-1], link_in(box.received)
        assert to == waves.addresses(undone, [MENDE])[MENDE]
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

        scanner = browser()
        assert scanner.get(f"{ENTER}?lien={token}").status_code == 200
        assert Invited.objects.get(wave=wave, siren=MENDE).opened_at is None

        morning = browser()
        enter(morning, token)
        assert "Enquête d’hiver" in text_of(morning.get(LIST))
        name = wave.questionnaires[0]
        first = f"{LIST}{wave.pk}/{name}/page-1/"
        question = "inclusion-lieu"
        posted(morning, first, **{f"q.{question}": "oui", "geste": "quitter"})

        afternoon = browser()
        enter(afternoon, token)
        assert 'value="oui" checked' in afternoon.get(first).content.decode()
        posted(afternoon, f"{LIST}{wave.pk}/{name}/envoyer/", geste="envoyer")
        assert delivered() == ["taken"]
        assert "Accusé de réception" in box.received[-1][2]["Subject"] and len(box.received) == 2

        posted(afternoon, first, **{f"q.{question}": "non", "geste": "enregistrer"})
        posted(afternoon, f"{LIST}{wave.pk}/{name}/envoyer/", geste="envoyer")
        sendings = Response.objects.get(siren=MENDE, questionnaire=name).sendings.order_by("number")
        assert [one.content[question] for one in sendings] == [["answered", "oui"], ["answered", "non"]]

        # Who has answered is reminded no more.
        waves.remind(wave, timezone.now())
        assert delivered() == ["taken"]
        assert [one[2]["Subject"].split()[0] for one in box.received] == ["Enquête", "Accusé", "Accusé"]
