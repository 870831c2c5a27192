"""Invitations and reminders, written when they go: whether they still have an object is seen then."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from barometre.settings import settings as instance_settings
from barometre.survey.duration import minutes
from barometre.web.editions import queries as published
from barometre.web.mailing.addresses import unsubscribe_address
from barometre.web.mailing.models import Message
from barometre.web.mailing.states import Purpose
from barometre.web.mailing.tokens import token_of
from barometre.web.shared.caching import published_edition
from barometre.web.shared.french import counted
from barometre.web.shared.words import day_words
from barometre.web.survey.models import Invited, Response, Wave
from barometre.web.survey.versions import content_of
from barometre.web.survey.waves import is_open, links_end
from barometre.web.townhall.message import link_address
from barometre.web.townhall.official import macs_of
from barometre.web.townhall.queries import invite

_BEGINNINGS = {
    0: "Nous vous invitons à répondre à l’enquête « {title} », au nom de cette collectivité : {name}.",
    1: "Il y a quelque temps, nous vous avons proposé de répondre à l’enquête « {title} », au nom de cette "
    "collectivité : {name}. Nous n’avons pas encore reçu de réponse. Si vous êtes en train de répondre, "
    "continuez : ce message est automatique.",
    2: "L’enquête « {title} » se termine le {day} inclus, et nous n’avons pas encore reçu de réponse de cette "
    "collectivité : {name}. Si vous ne souhaitez pas répondre, vous n’avez rien à faire.",
}
_SUBJECTS = {
    0: "Enquête sur le numérique de votre collectivité, jusqu’au {day}",
    1: "Rappel : enquête sur le numérique de votre collectivité, jusqu’au {day}",
    2: "Nouveau rappel : enquête sur le numérique de votre collectivité, jusqu’au {day}",
}
_TEXT = """Bonjour,

{beginning}

Qui la mène : {operator}.
Pourquoi : savoir de quoi les collectivités ont besoin. Les sites et les registres publics ne disent pas tout.
Combien de temps : {time}. Vous pouvez vous arrêter, puis reprendre, et vous faire aider par un collègue.
Jusqu’à quand : le {day} inclus.
{first}
Pour répondre, ouvrez ce lien, sans compte ni mot de passe :

{link}

Ce lien est celui de votre collectivité : ne le transmettez qu’à des personnes qui y travaillent ou qui y sont élues.

Répondre n’est pas obligatoire. Les réponses d’une collectivité à cette enquête ne sont pas publiées : seuls le sont \
des chiffres d’ensemble, sur onze collectivités au moins.

Une question ? {contact}
Ne plus recevoir d’invitation : {unsubscribe}
Vos données personnelles : {rights}

{operator}
"""


def invitation(message: Message, now: datetime) -> EmailMessage | None:
    """Write the invitation or a reminder of a wave, with its link.

    Returns:
        The letter; None when it has no object any more: the wave is over, somebody answered, the address is no longer
        one of the collectivité's, or, for a reminder, it was never asked.
    """
    wave = Wave.objects.filter(pk=message.about).first()
    edition = published_edition()
    body = edition and published.by_siren(edition, message.siren)
    if wave is None or not body or not is_open(wave, now) or _is_past(message):
        return None
    if message.address_mac not in macs_of(body):
        return None
    token = token_of(message)
    invite(body.siren, message.address_mac, wave.pk, token, links_end(wave), now)
    return written(wave, body.name, message.number, link_address(token), message.address_mac, body.siren)


def written(wave: Wave, name: str, number: int, link: str, address_mac: str, siren: str) -> EmailMessage:
    """Return the text of an invitation (number 0) or of a reminder.

    Args:
        wave: the wave.
        name: of the collectivité.
        number: of the reminder.
        link: the address that opens its room.
        address_mac: keyed hash of where it goes.
        siren: of the collectivité.
    """
    instance = instance_settings()
    which = min(number, max(_BEGINNINGS))
    words = {"title": wave.title, "name": name, "day": day_words(wave.closes_on), "operator": instance.operator}
    reached = [instance.operator_phone, instance.operator_contact]
    words |= {
        "beginning": _BEGINNINGS[which].format(**words),
        "time": _time(wave),
        "first": f"\n{wave.introduction}\n" if wave.introduction else "",
        "link": link,
        "contact": " ou ".join(one for one in reached if one) or "Répondez à ce message.",
        "unsubscribe": unsubscribe_address(address_mac, siren),
        "rights": f"{settings.PUBLIC_URL}{reverse('legal')}#donnees-personnelles",
    }
    subject = " ".join(_SUBJECTS[which].format(**words).split())
    return EmailMessage(subject, _TEXT.format(**words))


def _is_past(message: Message) -> bool:
    """Return whether a collectivité sent something to the wave, or is reminded of what it never got."""
    if Response.objects.filter(wave=message.about, siren=message.siren, sent_at__isnull=False).exists():
        return True
    asked = Invited.objects.filter(
        wave=message.about, siren=message.siren, asked_at__isnull=False, bounced_at__isnull=True
    )
    return message.purpose == Purpose.REMINDER and not asked.exists()


def _time(wave: Wave) -> str:
    """Return how long a wave takes, in words."""
    times = [minutes(content_of(version)) for version in wave.versions.order_by("questionnaire")]
    if len(times) < 2:
        return f"environ {sum(times)} minutes, sans le temps de chercher une information"
    several = counted(len(times), "questionnaire", "questionnaires")
    return f"{several}, environ {max(times)} minutes pour le plus long ; répondez à ceux que vous voulez"
