"""What says, wherever something leaves the site, that it is made up (docs/decisions/0034-demonstration-apart.md)."""

from barometre.settings import settings

# For what has a title, and on what is drawn.
TITLE = "[Démonstration]"
DRAWN = "Données de démonstration"
SENTENCE = "Données de démonstration\u00a0: tout ce qui suit est inventé et ne dit rien d’aucune collectivité."
# What begins the name of every file.
FILE = "demonstration-"


def marked(title: str) -> str:
    """Return a title, which says so in a demonstration."""
    return f"{TITLE} {title}" if settings().demonstration else title


def drawn_mark() -> str:
    """Return the words that a picture bears, empty when it shows real data."""
    return DRAWN if settings().demonstration else ""
