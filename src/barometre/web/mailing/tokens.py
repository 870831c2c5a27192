"""Tokens of the links that messages carry."""

from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

from barometre.web.mailing.models import Message


def token_of(message: Message) -> str:
    """Return the token of the link of a message: the same each time, so that a message sent again is the same.

    It is made from the secret of the instance and from an identifier drawn for the message: 256 bits that nobody has
    who lacks either.
    """
    made = salted_hmac("barometre.web.survey.letters", message.message_id, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")
