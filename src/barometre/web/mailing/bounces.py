"""Read what came back: reports of delivery (RFC 3464), as a server of mail left them in a file or a folder."""

import mailbox
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Mail
from pathlib import Path

from django.db import transaction

from barometre.errors import BarometreError
from barometre.web.mailing import outcomes
from barometre.web.mailing.answers import DeliveryVerdict, classify, codes
from barometre.web.mailing.models import Message
from barometre.web.mailing.states import MessageState

# « Diagnostic-Code: smtp; 550 5.1.1 … » (RFC 3464, 2.3.6).
_REPLY = re.compile(r"\b([245]\d\d)[ -](.*)", re.DOTALL)
_ID = re.compile(rb"^message-id:\s*(<[^>\s\x00]{1,200}>)", re.IGNORECASE | re.MULTILINE)


def read_bounces(path: Path, now: datetime) -> Counter[str]:
    """Read every report of a file (.eml, mbox) or of a folder (Maildir); mark the messages of ours that came back.

    A report read twice changes nothing the second time.

    Returns:
        How many there are of each: values of `DeliveryVerdict`, `unknown` (of no message of ours), `no-report`.

    Raises:
        BarometreError: nothing of the kind is there.
    """
    counts = Counter[str]()
    for content in _mails(path):
        counts[_read(content, now)] += 1
    return counts


def _mails(path: Path) -> Iterator[bytes]:
    """Yield each mail as it came: what one of them holds cannot keep the others from being read."""
    if path.is_dir():
        if not (path / "cur").is_dir() and not (path / "new").is_dir():
            raise BarometreError(
                f"{path} is not a Maildir: it has neither cur nor new; give one, an mbox or a .eml file"
            )
        folder = mailbox.Maildir(path, create=False)
        yield from (folder.get_bytes(key) for key in folder.iterkeys())
        return
    try:
        with path.open("rb") as file:
            is_mbox = file.read(5) == b"From "
            file.seek(0)
            if not is_mbox:
                yield file.read()
                return
    except OSError as error:
        raise BarometreError(f"Cannot read {path}: {error.strerror}; give a Maildir, an mbox or a .eml file") from None
    box = mailbox.mbox(path, create=False)
    yield from (box.get_bytes(key) for key in box.iterkeys())


def _read(content: bytes, now: datetime) -> str:
    """Mark the message that a report is about; return what it came to."""
    try:
        mail = message_from_bytes(content)
        failed, about = list(_failures(mail)), _about(mail)
    except RecursionError:  # mails in mails without end: no server writes that
        failed = []
    if not failed:
        return "no-report"
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(message_id=about or "-").first()
        if message is None:
            return "unknown"
        code, text = failed[0]
        verdict = classify(code, text)
        if message.state != MessageState.SENT:
            return verdict.value
        message.answer = codes(code, text)
        if verdict is DeliveryVerdict.NO_SUCH_ADDRESS:
            outcomes.mark_dead(message, now)
        elif verdict is DeliveryVerdict.WE_ARE_REFUSED and message.address:
            outcomes.wait_again(message, now)
        else:
            outcomes.mark_bounced(message, now)
    return verdict.value


def _failures(mail: Mail) -> Iterator[tuple[int, str]]:
    """Yield the answer of each recipient that a report says failed; what is only delayed is not a failure."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if isinstance(block, Mail) and str(block.get("Action", "")).strip().lower() == "failed":
                yield _answer(str(block.get("Status", "")), str(block.get("Diagnostic-Code", "")))


def _answer(status: str, diagnostic: str) -> tuple[int, str]:
    """Return the answer of the last server, or one made of the status of the report (RFC 3463)."""
    status = status.strip().partition(" ")[0]
    if match := _REPLY.search(diagnostic):
        return int(match[1]), match[2]
    return (400 if status.startswith("4") else 500), f"{status} {diagnostic}"


def _about(mail: Mail) -> str:
    """Return the Message-ID of what came back, from the copy of it, whole or headers alone, in the report."""
    for part in mail.walk():
        if part.get_content_type() not in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            continue
        payload = part.get_payload()
        inside = payload[0] if isinstance(payload, list) and payload else None
        if isinstance(inside, Mail) and inside["Message-ID"]:
            return str(inside["Message-ID"]).replace("\x00", "").strip()
        raw = part.get_payload(decode=True)
        if isinstance(raw, bytes) and (match := _ID.search(raw)):
            return match[1].decode("ascii", "replace")
    return ""
