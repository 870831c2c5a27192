"""French words for what answers change: places among peers, shares of the wave before."""

from collections.abc import Sequence

from barometre.survey.positions import Position
from barometre.survey.shares import NEARLY_ALL, NEARLY_NONE
from barometre.web.shared.french import NO_BREAK
from barometre.web.shared.words import KINDS, peers_words

_EXTREMES = {NEARLY_ALL: "presque toutes", NEARLY_NONE: "presque aucune"}


def place_words(place: Position, kind: str, strate: str) -> str:
    """Return a place: « 3e ex æquo sur 40 (communes de 500 à 999 habitants) »."""
    rank = "1re" if place.rank == 1 else f"{place.rank}e"
    shared = f" ex{NO_BREAK}æquo" if place.shared else ""
    peers = f"{KINDS[kind]} de toutes tailles" if place.wider else peers_words(kind, strate)
    return f"{rank}{shared} sur {place.among} ({peers})"


def share_words(share: int | str) -> str:
    """Return a share: « 42 % », « presque toutes »."""
    return f"{share}{NO_BREAK}%" if isinstance(share, int) else _EXTREMES[share]


def group_words(kind: str, strates: Sequence[str]) -> str:
    """Return who answered: « communes de 500 à 999 habitants »; several sizes are put together when few answered."""
    return peers_words(kind, strates[0]) if len(strates) == 1 else f"{KINDS[kind]} des tailles où peu ont répondu"
