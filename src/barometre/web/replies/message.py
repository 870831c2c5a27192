"""The message that tells a collectivité what is going to change, with the link by which it replies."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from barometre.catalogue.typography import non_breaking
from barometre.settings import settings as instance_settings
from barometre.web.editions import queries as published
from barometre.web.mailing.models import Message
from barometre.web.mailing.tokens import token_of
from barometre.web.replies.models import Asked, Period
from barometre.web.replies.periods import stage_of
from barometre.web.replies.states import Stage
from barometre.web.shared.french import counted
from barometre.web.shared.words import day_words
from barometre.web.townhall.message import link_address
from barometre.web.townhall.official import official
from barometre.web.townhall.queries import invite

_TEXT = """Bonjour,

Des résultats de {name} vont changer sur le site {site} : {count}. Avant leur publication, nous vous les montrons ; \
ni le public ni les autres collectivités ne les voient encore.

Jusqu’au {day} inclus, vous pouvez dire, résultat par résultat, si vous êtes d’accord, et écrire quelques mots. \
Votre position sera publiée à côté du résultat, et vos mots aussi, après relecture selon une règle écrite : {rule}

Ce lien ouvre l’espace de la collectivité, sans compte ni mot de passe ; choisissez-y « Droit de réponse » :

{link}

Ne pas répondre n’est pas être d’accord : rien ne sera écrit en votre nom.

Qui a ce lien peut entrer : ne le transmettez qu’à des personnes de la collectivité. Pour le révoquer, ouvrez-le et \
choisissez « Révoquer ce lien ».

{operator}
"""


def right_of_reply(message: Message, now: datetime) -> EmailMessage | None:
    """Write the message of a period, and keep its link.

    Returns:
        The letter; None when it has no object any more: the period takes no reply now, or the address is no longer the
        official one.
    """
    asked = Asked.objects.filter(period_id=int(message.about), siren=message.siren).select_related("period").first()
    edition = published.current_edition()
    body = edition and published.by_siren(edition, message.siren)
    if asked is None or not body or stage_of(asked.period, now) is not Stage.OPEN:
        return None
    if official(body).mac != message.address_mac:
        return None
    token = token_of(message)
    invite(message.siren, message.address_mac, "", token, _until(asked.period, now), now)
    words = {
        "site": settings.PUBLIC_URL,
        "name": body.name,
        "count": counted(asked.moved, "résultat", "résultats"),
        "day": day_words(asked.period.last_day),
        "rule": f"{settings.PUBLIC_URL}/droit-de-reponse/",
        "link": link_address(token),
        "operator": instance_settings().operator,
    }
    # One line each: a name or a setting cannot begin a paragraph.
    text = non_breaking(_TEXT).format(**{key: " ".join(value.splitlines()) for key, value in words.items()})
    return EmailMessage("Droit de réponse : des résultats de votre collectivité vont changer", text)


def _until(period: Period, now: datetime) -> datetime:
    """Return when the link expires: as any other, and not before the last day of the period is over."""
    over = timezone.make_aware(datetime.combine(period.last_day + timedelta(days=1), time()))
    return max(over, now + timedelta(days=settings.TOWNHALL_LINK_DAYS))
