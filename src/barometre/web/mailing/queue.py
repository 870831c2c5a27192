"""Messages asked for: a row each, and nothing sent. What is queued twice is queued once."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from barometre.web.mailing.models import Message
from barometre.web.mailing.states import Purpose


def enqueue(purpose: Purpose, about: str, siren: str, address: str, now: datetime, number: int = 0) -> bool:
    """Ask for a message to be sent; it is written and sent later.

    Args:
        purpose: what it is for.
        about: what it is about: a wave, a response or a period, by its id.
        siren: the collectivité that it is for.
        address: where to.
        now: the present moment.
        number: of a reminder, or of what was sent.

    Returns:
        Whether it is new; False when the same is queued already, or was sent.
    """
    mac = salted_hmac("barometre.web.townhall.official", address.lower(), algorithm="sha256").hexdigest()
    rest = {"address": address, "operator": address.rpartition("@")[2][:60], "queued_at": now, "next_at": now}
    kind = {"purpose": purpose.value, "about": about, "number": number, "siren": siren, "address_mac": mac}
    return Message.objects.get_or_create(**kind, defaults=rest)[1]
