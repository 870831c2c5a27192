"""Where a period is, what a collectivité says of a verdict, what becomes of its words. No Django."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a period is. Only an open one takes replies; only those of a published one are shown to all."""

    OPEN = "open"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


class Stance(StrEnum):
    """What a collectivité says of a verdict. To have no opinion is no agreement, nor is not to answer."""

    AGREE = "agree"
    DISAGREE = "disagree"
    NONE = "none"


class Ground(StrEnum):
    """Why words are not published: the closed list of the public rule."""

    PERSON = "person"
    INSULT = "insult"
    ADVERT = "advert"
    LINK = "link"
    OFF_TOPIC = "off-topic"


class Moderation(StrEnum):
    """What the team decided of words; none yet while they wait."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Unkept(StrEnum):
    """Why a reply is not kept."""

    CLOSED = "closed"
    CHANGED = "changed"
    TOO_MANY = "too-many"
