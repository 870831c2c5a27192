"""Addresses of mail as they are kept for long, by their keyed hash alone, and the address that unsubscribes one."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

SALT = "barometre.web.mailing.unsubscribe"


def mac_of(address: str) -> str:
    """Return the keyed hash of an address: without the secret of the instance, nobody can try addresses on it."""
    return salted_hmac("barometre.web.townhall.official", address.lower(), algorithm="sha256").hexdigest()


def unsubscribe_address(address_mac: str, siren: str) -> str:
    """Return the address of the page that unsubscribes an address of mail; it never expires, and names nobody."""
    token = signing.Signer(salt=SALT).sign_object([address_mac, siren])
    return f"{settings.PUBLIC_URL}{reverse('unsubscribe')}?{urlencode({'de': token})}"


def read_unsubscribe(token: str) -> tuple[str, str] | None:
    """Return whose token this is: keyed hash of the address, SIREN; None when we did not sign it."""
    try:
        address_mac, siren = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return address_mac, siren
