"""The receipt of what was sent: its lines, its PDF (tagged, PDF/UA-1), its message."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from barometre import typesetting
from barometre.catalogue.questionnaires import Questionnaire
from barometre.catalogue.typography import non_breaking, typeset
from barometre.settings import settings as instance
from barometre.survey.answers import unpacked
from barometre.web.editions import queries as published
from barometre.web.editions.models import Collectivite
from barometre.web.mailing.models import Message
from barometre.web.shared.words import instant_words
from barometre.web.survey.models import Sending, Wave
from barometre.web.survey.respond.words import addressed, given_words

TEMPLATE = Path(__file__).with_name("receipt.typ")

_TEXT = """Bonjour,

Nous avons reçu les réponses de cette collectivité : {name}.

Questionnaire : {title}
Envoi n° {number}, le {day}, par le lien n° {link}.

Les réponses ne sont pas dans ce message. Pour les relire, les corriger ou garder l’accusé de réception, ouvrez \
l’espace de la collectivité par son lien, puis « Questionnaires » :

{room}

Vous n’avez rien envoyé ? Demandez un lien, ouvrez l’espace et choisissez « Tout révoquer ».

{operator}
"""


def lines(asked: Questionnaire, sending: Sending, kind: str) -> list[tuple[str, list[str]]]:
    """Return every question that was sent, in words, with its answer or why there is none."""
    given, day = unpacked(sending.content), timezone.localtime(sending.at).date()
    return [
        (addressed(question.text, kind, day), given_words(question, given[question.id], kind, day))
        for question in asked.questions
        if question.id in given
    ]


def pdf(body: Collectivite, wave: Wave | None, asked: Questionnaire, sending: Sending) -> bytes:
    """Return the receipt of a sending as PDF: the same sending gives the same bytes.

    Raises:
        BarometreError: a text of it cannot be set.
    """
    day = timezone.localtime(sending.at).date()
    content = {
        "title": f"Accusé de réception, {body.name}",
        "author": instance().operator,
        "facts": [
            ["Collectivité", f"{body.name} (SIREN {body.siren})"],
            ["Vague", wave.title if wave else "À tout moment, version courte"],
            ["Questionnaire", f"{asked.title}, version {asked.version}"],
            ["Envoi", f"n° {sending.number}, le {instant_words(sending.at)}, par le lien n° {sending.link}"],
        ],
        "lines": [[text, words] for text, words in lines(asked, sending, body.kind)],
        "footer": f"Baromètre du numérique des collectivités. {instance().operator}.",
    }
    return typesetting.pdf(TEMPLATE, typeset(content), day)


def write(message: Message, now: datetime) -> EmailMessage | None:  # noqa: ARG001  (as all that write messages)
    """Write the message of a receipt; None when what was sent is no more."""
    sending = Sending.objects.select_related("response__version").filter(
        response=int(message.about), response__siren=message.siren, number=message.number
    )
    one, edition = sending.first(), published.current_edition()
    body = edition and published.by_siren(edition, message.siren)
    if one is None or not body:
        return None
    words = {
        "name": body.name,
        "title": one.response.version.content["title"],
        "number": str(one.number),
        "day": instant_words(one.at),
        "link": str(one.link),
        "room": f"{settings.PUBLIC_URL}{reverse('survey-home')}",
        "operator": instance().operator,
    }
    return EmailMessage(
        subject="Accusé de réception de vos réponses au Baromètre du numérique des collectivités",
        body=non_breaking(_TEXT).format(**{key: " ".join(value.split()) for key, value in words.items()}),
    )
