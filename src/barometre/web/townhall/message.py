"""The message that carries a link, and how it is sent: in plain text, to one address, in a short time."""

import logging
import smtplib
import threading
from contextlib import suppress
from datetime import datetime
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.http import urlencode

from barometre.web.shared.words import local_day_words

logger = logging.getLogger(__name__)

# Messages that one process sends together: a server of mail that is slow holds no more threads than that.
AT_ONCE = 2
_sending = threading.BoundedSemaphore(AT_ONCE)

_TEXT = """Bonjour,

Quelqu’un a demandé sur le site {site} le lien de cette collectivité : {name}. Ce n’est peut-être pas vous : tout le \
monde peut le demander, mais il n’est envoyé qu’ici, à l’adresse que donne l’annuaire de l’administration.

Ce lien ouvre l’espace de la collectivité, sans compte ni mot de passe. On y répond aux \
questionnaires, on y dit quelles actions sont faites, et on y voit les réponses contestées :

{link}

Il fonctionne jusqu’au {day}. Qui l’a peut entrer : ne le transmettez qu’à des personnes de la collectivité.

Vous ne l’avez pas demandé, ou vous n’en voulez plus ? Ouvrez-le et choisissez « Révoquer ce lien ».

{operator}
"""


def sends_messages() -> bool:
    """Return whether this instance has a server of mail."""
    return bool(settings.EMAIL_HOST)


def link_address(token: str) -> str:
    """Return the address that opens a room.

    It begins as the operator says, never as the request does: a forged Host would send the token elsewhere. The token
    is in the query, which neither our log nor the address of another page has.
    """
    return f"{settings.PUBLIC_URL}{path_of(token)}"


def path_of(token: str) -> str:
    """Return the path of that address."""
    return f"{reverse('townhall-enter')}?{urlencode({'lien': token})}"


def message(address: str, name: str, token: str, expires_at: datetime, operator: str) -> EmailMessage:
    """Write the message that carries a link."""
    words = {
        "site": settings.PUBLIC_URL,
        "name": name,
        "link": link_address(token),
        "day": local_day_words(expires_at),
        "operator": operator,
    }
    # One line each: a name or a setting cannot begin a paragraph, let alone a header, which Django refuses too.
    text = _TEXT.format(**{key: " ".join(value.split()) for key, value in words.items()})
    sender = settings.DEFAULT_FROM_EMAIL
    return EmailMessage(
        subject="Le lien de votre collectivité sur le Baromètre du numérique des collectivités",
        body=text,
        from_email=sender,
        to=[address],
        # RFC 3834: no automatic answer is wanted. The identifier does not name the machine.
        headers={"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=sender.rpartition("@")[2])},
    )


def take_turn() -> bool:
    """Return whether a message may be sent now; `end_turn` is then called after it."""
    return _sending.acquire(blocking=False)


def end_turn() -> None:
    """Let another message be sent."""
    _sending.release()


def send(written: EmailMessage, siren: str) -> bool:
    """Send a message; return whether the server took it. Why it did not is logged without any address."""
    connection = get_connection()
    try:
        connection.open()
        connection.send_messages([written])
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("The link of %s was not sent: %s", siren, _reason(error))
        return False
    finally:
        # What is taken is taken: a server that ends badly after that changes nothing.
        with suppress(smtplib.SMTPException, OSError):
            connection.close()
    return True


def _reason(error: Exception) -> str:
    """Return the kind of an error and the code of the server; its text may have the address in it."""
    codes = [getattr(error, "smtp_code", None)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    return " ".join([type(error).__name__, *(str(code) for code in codes if code)])
