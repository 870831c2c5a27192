"""A connection to our server of mail, opened when it is needed, and what it answers."""

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from barometre.errors import BarometreError
from barometre.web.mailing.addresses import unsubscribe_address
from barometre.web.mailing.models import Message
from barometre.web.mailing.states import UNASKED


class NoServerError(BarometreError):
    """Our server of mail does not answer, or does not know us."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The server of mail does not let us send ({reason}): messages wait; see BAROMETRE_SMTP_URL and its log"
        )


@dataclass(frozen=True)
class SmtpReply:
    """An answer of SMTP (RFC 5321, 4.2)."""

    code: int
    text: str


# What we note when a connection ended before an answer: a temporary one, of no server (RFC 3463, X.4.2).
CUT = SmtpReply(451, "4.4.2 connection lost")


class Relay:
    """A connection to our server of mail, to be used in a `with`."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._close()

    def send(self, message: Message, written: EmailMessage) -> SmtpReply:
        """Send a message as it was written, with our headers; return what the server says of it.

        Raises:
            NoServerError: it cannot be reached, or refuses our name and password.
        """
        try:
            self._connection.open()
        except (smtplib.SMTPAuthenticationError, OSError) as error:
            self._close()
            if isinstance(error, smtplib.SMTPResponseException) and not isinstance(
                error, smtplib.SMTPAuthenticationError
            ):
                return _reply(error)
            raise NoServerError(type(error).__name__) from None
        try:
            self._connection.send_messages([_sealed(message, written)])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            if code == 421:
                self._close()
            return SmtpReply(code, said.decode("utf-8", "replace"))
        except smtplib.SMTPResponseException as error:
            self._close()
            return _reply(error)
        except OSError:  # SMTPServerDisconnected and TimeoutError are OSErrors
            self._close()
            return CUT
        return SmtpReply(250, "")

    def _close(self) -> None:
        with suppress(OSError):
            self._connection.close()
        self._connection.connection = None


def _reply(error: smtplib.SMTPResponseException) -> SmtpReply:
    said = error.smtp_error
    return SmtpReply(error.smtp_code, said.decode("utf-8", "replace") if isinstance(said, bytes) else said)


def _sealed(message: Message, written: EmailMessage) -> EmailMessage:
    """Give a message its address and headers: no automatic answer (RFC 3834), one click to unsubscribe (RFC 8058)."""
    written.from_email, written.to = settings.DEFAULT_FROM_EMAIL, [message.address]
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    if message.purpose in UNASKED:
        headers |= {
            "List-Unsubscribe": f"<{unsubscribe_address(message.address_mac, message.siren)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    written.extra_headers |= headers
    return written
