"""The French of a reason, for tests that hold sentences."""

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.sentences import sentence
from barometre.facts.reason import Reason
from barometre.facts.statement import Statement
from barometre.observation.run.confirm import Confirmation


def words(reason: Reason | None) -> str:
    """Return the sentence of a reason, nothing without one."""
    return "" if reason is None else sentence(reason)


def negative(statement: Statement) -> bool:
    """Return whether a statement needs a second look, by the package's catalogue."""
    return Confirmation(0.0, load_catalogue().facts).is_negative(statement)
