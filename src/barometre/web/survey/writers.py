"""One pass of the sender: what is planned is queued, what is due is sent, who was asked is noted."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.mailing.sending import Writer, send_due
from barometre.web.mailing.states import Purpose
from barometre.web.replies.message import right_of_reply
from barometre.web.survey import waves
from barometre.web.survey.letters import invitation
from barometre.web.survey.people import forget_people
from barometre.web.survey.respond import receipt

# Who writes each kind of message.
WRITERS: dict[Purpose, Writer] = {
    Purpose.INVITATION: invitation,
    Purpose.REMINDER: invitation,
    Purpose.RECEIPT: receipt.write,
    Purpose.REPLY: right_of_reply,
}


def send_pass() -> Iterator[str]:
    """Do what is to be done now; give lines that tell of it.

    Raises:
        BarometreError: this instance has no server of mail, or it does not answer.
    """
    if not settings.EMAIL_HOST:
        raise BarometreError(
            "This instance has no server of mail: set BAROMETRE_SMTP_URL, BAROMETRE_MAIL_FROM and BAROMETRE_PUBLIC_URL"
        )
    forget_people(timezone.localdate())
    for wave, count in waves.plan_reminders(timezone.now()).items():
        yield f"Wave {wave}: {count} reminders are queued"
    try:
        ends = send_due(WRITERS, timezone.now)
    finally:
        waves.note_asked()
    yield ", ".join(f"{count} {end}" for end, count in sorted(ends.items())) or "No message is due"
