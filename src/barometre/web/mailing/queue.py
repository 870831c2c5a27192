"""Messages asked for: a row each, and nothing sent. What is queued twice is queued once."""

from datetime import datetime

from barometre.web.mailing.addresses import mac_of
from barometre.web.mailing.models import Message
from barometre.web.mailing.states import Purpose


def enqueue(purpose: Purpose, about: str, siren: str, address: str, now: datetime, number: int = 0) -> bool:
    """Ask for a message to be sent; return whether it is new."""
    kind = {"purpose": purpose.value, "about": about, "number": number, "siren": siren, "address_mac": mac_of(address)}
    rest = {"address": address, "operator": address.rpartition("@")[2], "queued_at": now, "next_at": now}
    return Message.objects.get_or_create(**kind, defaults=rest)[1]
