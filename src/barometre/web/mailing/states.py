"""What a message is for, and what becomes of it. No Django."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a message is for. Unsubscribing is from invitations and reminders alone."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    RECEIPT = "receipt"
    REPLY = "reply"


# Those that one unsubscribes from.
UNASKED = (Purpose.INVITATION, Purpose.REMINDER)


class MessageState(StrEnum):
    """What became of a message.

    A refusal of us (our network is blocked) is never written against an address: the message waits. One given up was
    never taken, and says nothing of its address.
    """

    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"
    GIVEN_UP = "given-up"
    DROPPED = "dropped"
