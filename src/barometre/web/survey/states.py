"""What becomes of an answer. No Django."""

from enum import StrEnum

# Instead of the id of a wave: what is answered at any time, out of all waves.
ANY_TIME = ""


class How(StrEnum):
    """How an answer came: typed, what a register says confirmed by its button, or put right.

    What is shown and left untouched is no answer, and has no row.
    """

    GIVEN = "given"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


class Hindrance(StrEnum):
    """Why a wave cannot be opened, reminded or closed."""

    OPENED = "opened"
    NOT_ITS_TIME = "not-its-time"
    NO_EDITION = "no-edition"
    NO_QUESTIONNAIRE = "no-questionnaire"
    NOBODY = "nobody"
    NOT_OPEN = "not-open"
    REMINDED = "reminded"
