"""What is written when a server of mail has answered: of the message, of the address, of the operator."""

import logging
from datetime import datetime, timedelta

from barometre.catalogue.load import load_mail_operators
from barometre.web.mailing.answers import DeliveryVerdict, classify, codes
from barometre.web.mailing.models import Dead, Message, Pause
from barometre.web.mailing.states import MessageState

logger = logging.getLogger(__name__)

# After each temporary answer, how long until the next try; after the last, the message is given up: five days.
DELAYS = tuple(timedelta(hours=hours) for hours in (0.5, 2, 6, 24, 24, 24, 36))
# How long an operator that wants us slower is left alone, at first; then for as long again as it has lasted.
SLOWER = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
# Reports of refusal after which a large operator is paused: more than anybody's own messages.
REPORTS = 20
# How long a message that could not be made waits: the log says why, and somebody mends it.
UNMADE = timedelta(hours=1)
# How long an operator that refuses us is left alone; the team may end it sooner.
REFUSED = timedelta(days=1)


def note(message: Message, code: int, text: str, now: datetime) -> str:
    """Write what came of a message that was just offered to a server; return it.

    Args:
        message: the message, locked.
        code: of the answer.
        text: of the answer; its codes alone are kept.
        now: the present moment.
    """
    verdict, message.answer = classify(code, text), codes(code, text)
    match verdict:
        case DeliveryVerdict.TAKEN:
            _end(message, MessageState.SENT, now)
            Pause.objects.filter(operator=message.operator, until__lte=now).delete()
        case DeliveryVerdict.NO_SUCH_ADDRESS:
            mark_dead(message, now)
        case DeliveryVerdict.RETURNED:
            _end(message, MessageState.BOUNCED, now)
        case DeliveryVerdict.WE_ARE_REFUSED:
            message.save(update_fields=["answer"])
            pause(message.operator, message.answer, now + REFUSED, now)
        case DeliveryVerdict.SLOWER:
            _later(message, verdict, now)
            _slow_down(message, now)
        case _:
            _later(message, verdict, now)
    return verdict.value


def drop(message: Message, now: datetime) -> str:
    """Write that a message has no object any more."""
    message.address = ""
    _end(message, MessageState.DROPPED, now)
    return MessageState.DROPPED.value


def mark_dead(message: Message, now: datetime) -> None:
    """Write that an address does not exist: nothing is sent to it any more."""
    _end(message, MessageState.BOUNCED, now)
    Dead.objects.get_or_create(
        address_mac=message.address_mac, defaults={"siren": message.siren, "at": now, "answer": message.answer}
    )


def mark_bounced(message: Message, now: datetime) -> None:
    """Write that a message came back, for a reason that is not that its address does not exist."""
    _end(message, MessageState.BOUNCED, now)


def wait_again(message: Message, now: datetime) -> None:
    """Have a message that was taken wait again: its operator refused us afterwards, not the address.

    Whoever got the message can write such a report: a large operator is paused when several messages say the same.
    """
    refused = Message.objects.filter(operator=message.operator, state=MessageState.WAITING, answer__startswith="5")
    large = message.operator in load_mail_operators().values()
    alone = large and refused.count() + 1 < REPORTS
    message.state, message.next_at, message.done_at = MessageState.WAITING.value, now + REFUSED * alone, None
    message.save(update_fields=["state", "next_at", "done_at", "answer"])
    if not alone:
        pause(message.operator, message.answer, now + REFUSED, now)


def pause(operator: str, answer: str, until: datetime, now: datetime) -> None:
    """Send nothing to an operator for some time; a refusal is told in the log, and by the screens of /gestion/."""
    kept, _ = Pause.objects.get_or_create(operator=operator, defaults={"since": now, "until": now, "answer": ""})
    kept = Pause.objects.select_for_update().get(pk=kept.pk)  # another connection may be told the same right now
    refused = answer.startswith("5")
    if refused and not (kept.until > now and kept.answer.startswith("5")):
        logger.error(
            "%s refuses our messages (%s): nothing is sent to it until %s; no address is to blame",
            operator,
            answer,
            until.isoformat(timespec="minutes"),
        )
    kept.until, kept.answer = until, answer
    kept.save(update_fields=["until", "answer"])


def _later(message: Message, verdict: DeliveryVerdict, now: datetime) -> None:
    """Have a message tried again after a delay that grows, or give it up after the last."""
    if message.tries >= len(DELAYS):
        _end(message, MessageState.BOUNCED if verdict is DeliveryVerdict.FULL else MessageState.GIVEN_UP, now)
        return
    message.next_at = now + DELAYS[message.tries]
    message.tries += 1
    message.save(update_fields=["tries", "next_at", "answer"])


def _slow_down(message: Message, now: datetime) -> None:
    """Leave an operator alone for as long again as it has already wanted us slower."""
    known = Pause.objects.filter(operator=message.operator).first()
    lasted = now - known.since if known else timedelta()
    pause(message.operator, message.answer, now + min(max(SLOWER, lasted), LONGEST), now)


def _end(message: Message, state: MessageState, now: datetime) -> None:
    """Write the end of a message. Its address stays a while when it was sent, since it may still come back."""
    message.state, message.done_at = state.value, now
    if state is not MessageState.SENT:
        message.address = ""
    message.save(update_fields=["state", "done_at", "answer", "address"])
