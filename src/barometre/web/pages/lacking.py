"""What the communes of a territory lack most: those known to answer no, those of which nothing is known apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from barometre.web.editions.models import Aggregate, Edition
from barometre.web.shared import catalogue
from barometre.web.shared.areas import Area
from barometre.web.shared.catalogue import Measure
from barometre.web.shared.french import NO_BREAK, counted, number

MOST = 5


@dataclass(frozen=True)
class Lack:
    """One question to which communes answer no: how many, of how many known, and of how many nothing is known."""

    measure: Measure
    lacking: int
    known: int
    unknown: int
    address: str

    @property
    def words(self) -> str:
        """« 24 communes sur 60 connues ; 3 ne le sont pas »."""
        told = f"{counted(self.lacking, 'commune', 'communes')} sur {counted(self.known, 'connue', 'connues')}"
        return f"{told}{NO_BREAK}; {number(self.unknown, 0)} ne le sont pas" if self.unknown else told


def lacking(edition: Edition, area: Area, figures: Mapping[str, Aggregate]) -> list[Lack]:
    """Return what most communes of a territory are known to lack, most first; `figures` are theirs, by measure."""
    if area.kind not in ("epci", "departement", "region"):
        return []
    board = reverse(f"{area.kind}-board", args=[area.code])
    return most_lacking(figures, catalogue.offered(edition), edition.catalogue["indicators"], board)


def most_lacking(
    rows: Mapping[str, Aggregate],
    offered: list[tuple[str, list[Measure]]],
    indicators: dict[str, dict[str, object]],
    board: str,
) -> list[Lack]:
    """Return the questions answered by yes or no to which most are known to answer no; records are left out.

    Args:
        rows: figures of the communes of one territory, by measure.
        offered: the measures of the edition, in groups.
        indicators: those of the catalogue.
        board: address of the board of the territory.
    """
    asked = [one for _, group in offered for one in group if one.unit and not indicators[one.id].get("record")]
    found = []
    for measure in asked:
        row = rows.get(measure.id)
        if row is not None and row.met is not None and row.known > row.met:
            address = f"{board}?indicateur={measure.id}&reponse=non#tableau"
            lack = Lack(measure, row.known - row.met, row.known, row.concerned - row.known, address)
            found.append(lack)
    return sorted(found, key=lambda one: (-one.lacking, one.measure.label))[:MOST]
