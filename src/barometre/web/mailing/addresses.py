"""Addresses of mail as they are kept for long: their keyed hash alone."""

from django.utils.crypto import salted_hmac


def mac_of(address: str) -> str:
    """Return the keyed hash of an address: without the secret of the instance, nobody can try addresses on it."""
    return salted_hmac("barometre.web.townhall.official", address.lower(), algorithm="sha256").hexdigest()
