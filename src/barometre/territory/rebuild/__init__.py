"""Make the reference tables again from the published archives of their sources."""

from barometre.territory.rebuild.disagreements import Disagreement
from barometre.territory.rebuild.run import rebuild

__all__ = ["Disagreement", "rebuild"]
