"""What becomes of a link, what is done with it, what a town hall declares of an action. No Django."""

from enum import StrEnum


class Happening(StrEnum):
    """What happened to a link: a line of the log."""

    ASKED = "asked"
    ISSUED = "issued"
    SENT = "sent"
    FAILED = "failed"
    OPENED = "opened"
    REFUSED = "refused"
    DECLARED = "declared"
    REVOKED = "revoked"
    SHARED = "shared"


class Author(StrEnum):
    """Who did it: somebody on the site, who has the link, the operator, or the site by itself."""

    VISITOR = "visitor"
    HOLDER = "holder"
    OPERATOR = "operator"
    SITE = "site"


class Standing(StrEnum):
    """Whether a link opens, or why it does not."""

    OPENS = "opens"
    EXPIRED = "expired"
    REVOKED = "revoked"
    MOVED = "moved"


class Refusal(StrEnum):
    """Why no link is sent."""

    ADDRESS_FULL = "address-full"
    ALL_FULL = "all-full"


class Choice(StrEnum):
    """What a town hall declares of an action."""

    TO_DO = "to-do"
    DONE = "done"
    NOT_FOR_US = "not-for-us"
