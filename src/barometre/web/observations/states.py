"""Where a contest is, and how it was settled. No Django: the command line reads it before anything is set up."""

from enum import StrEnum


class ContestState(StrEnum):
    """Where a contest is."""

    RECEIVED = "received"
    UNDER_WAY = "under-way"
    SETTLED = "settled"


class ContestOutcome(StrEnum):
    """How a contest was settled: accepted and corrected at the source, or here; or refused."""

    AT_SOURCE = "at-source"
    HERE = "here"
    REFUSED = "refused"
