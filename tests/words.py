"""The French of a reason, for tests that hold sentences."""

from barometre.catalogue.sentences import sentence
from barometre.facts.reason import Reason


def words(reason: Reason | None) -> str:
    """Return the sentence of a reason, nothing without one."""
    return "" if reason is None else sentence(reason)
