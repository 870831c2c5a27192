"""The message that tells a collectivité what is going to change, with the link by which it replies."""

from datetime import datetime, time, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from barometre.settings import settings as instance_settings
from barometre.territory import reference
from barometre.web.mailing.addresses import mac_of
from barometre.web.mailing.models import Message
from barometre.web.replies.models import Asked, Period
from barometre.web.replies.periods import stage_of
from barometre.web.replies.states import Stage
from barometre.web.shared.french import counted
from barometre.web.shared.words import day_words
from barometre.web.townhall.message import link_address
from barometre.web.townhall.queries import issue_to

_TEXT = """Bonjour,

Des résultats de {name} vont changer sur le site {site} : {count}. Avant leur publication, nous vous les montrons ; \
personne d’autre ne peut encore les voir.

Jusqu’au {day} inclus, vous pouvez dire, résultat par résultat, si vous êtes d’accord, et écrire quelques mots. Ils \
seront publiés à côté du chiffre, après relecture selon une règle écrite : {rule}

Ce lien ouvre l’espace de la collectivité, sans compte ni mot de passe ; choisissez-y « Droit de réponse » :

{link}

Ne pas répondre n’est pas être d’accord : rien ne sera écrit en votre nom.

Qui a ce lien peut entrer : ne le transmettez qu’à des personnes de la collectivité. Pour le révoquer, ouvrez-le et \
choisissez « Révoquer ce lien ».

{operator}
"""


def write(message: Message, now: datetime) -> EmailMessage | None:
    """Write the message of a period, and make its link.

    Returns:
        The message to send now; None when it is no longer due: the period takes no reply any more.
    """
    asked = Asked.objects.filter(period_id=int(message.about), siren=message.siren).select_related("period").first()
    if asked is None or stage_of(asked.period, now) is not Stage.OPEN:
        return None
    names = dict(reference.collectivites().filter(siren=message.siren).select("siren", "name").iter_rows())
    name = names.get(message.siren, message.siren)
    _, token = issue_to(message.siren, mac_of(message.address), _until(asked.period, now), now)
    words = {
        "site": settings.PUBLIC_URL,
        "name": name,
        "count": counted(asked.moved, "résultat", "résultats"),
        "day": day_words(asked.period.last_day),
        "rule": f"{settings.PUBLIC_URL}/droit-de-reponse/",
        "link": link_address(token),
        "operator": instance_settings().operator,
    }
    sender = settings.DEFAULT_FROM_EMAIL
    return EmailMessage(
        subject="Droit de réponse : des résultats de votre collectivité vont changer",
        # One line each: a name or a setting cannot begin a paragraph.
        body=_TEXT.format(**{key: " ".join(value.splitlines()) for key, value in words.items()}),
        from_email=sender,
        to=[message.address],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=sender.rpartition("@")[2])},
    )


def _until(period: Period, now: datetime) -> datetime:
    """Return when the link expires: as any other, and not before the last day of the period is over."""
    over = timezone.make_aware(datetime.combine(period.last_day + timedelta(days=1), time()))
    return max(over, now + timedelta(days=settings.TOWNHALL_LINK_DAYS))
