"""What is answered otherwise than in the edition before, in words: of a body, or counted in a territory. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from barometre.edition.method import Why
from barometre.web.editions.models import Tally
from barometre.web.pages.presenters import FULL, NO, YES
from barometre.web.shared import french
from barometre.web.shared.catalogue import is_yes_or_no
from barometre.web.shared.french import NO_BREAK, counted, number
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table
from barometre.web.shared.words import KINDS, day_words

UP, DOWN = "↑", "↓"
WHY = {
    Why.EVIDENCE: "la preuve a changé",
    Why.METHOD: "la règle, ou la façon de lire la source, a changé",
    Why.TERRITORY: "la collectivité elle-même a changé (fusion, création ou population)",
}
# What a page says where there is no edition before.
ALONE = "Cette édition est la première publiée ici\u00a0: il n’y en a pas encore d’autre à laquelle la comparer."


@dataclass(frozen=True)
class Line:
    """One answer that is not that of the edition before.

    Attributes:
        arrow: « ↑ » or « ↓ »; empty where the two do not compare.
        word: the same in words.
        before, after: the answers; « pas connu » where there is none.
        why: what changed.
    """

    indicator: str
    title: str
    arrow: str
    word: str
    before: str
    after: str
    why: str

    @property
    def sentence(self) -> str:
        """The line as a feed says it."""
        mark = f"{self.arrow} " if self.arrow else ""
        return f"{mark}{self.title}{NO_BREAK}: {self.before} → {self.after}. {self.word}{NO_BREAK}: {self.why}."


class Moved(NamedTuple):
    """What moved since the edition of a day (None: there is none before).

    Attributes:
        lines: answers known in both editions.
        fresh: answers known in one of them only.
        table: counts, for a territory; None when nothing moved in it.
    """

    since: date | None
    lines: Sequence[Line] = ()
    fresh: Sequence[Line] = ()
    table: Table | None = None

    @property
    def sentence(self) -> str:
        """What moved, in a sentence."""
        if self.since is None:
            return ALONE
        words = [
            *([f"{counted(len(self.lines), 'réponse a changé', 'réponses ont changé')}"] if self.lines else []),
            *(
                [
                    counted(
                        len(self.fresh), "réponse n’est connue que d’un côté", "réponses ne sont connues que d’un côté"
                    )
                ]
                if self.fresh
                else []
            ),
        ]
        told = " et ".join(words) if words else "" if self.table else "aucune réponse n’a changé"
        return f"Depuis l’édition du {day_words(self.since)}, {told}." if told else ""


def lines(answers: Mapping[str, Sequence[Any]], entries: Mapping[str, Mapping[str, Any]]) -> list[Line]:
    """Return what changed of one collectivité, in the order of the catalogue; an indicator given up is left out.

    Args:
        answers: indicator -> score before, score now, why.
        entries: indicators of the edition's catalogue.
    """
    return [_line(one, entry, *answers[one]) for one, entry in entries.items() if one in answers]


def _line(indicator: str, entry: Mapping[str, Any], before: float | None, after: float | None, why: str) -> Line:
    arrow, word = "", "Ne se compare pas"
    if before is None or after is None:
        word = "Réponse nouvelle" if before is None else "N’est plus connu"
    elif why == Why.EVIDENCE:
        arrow, word = (UP, "En mieux") if after > before else (DOWN, "En moins bien")
    told = [_answer(entry, score) for score in (before, after)]
    return Line(indicator, entry["title"], arrow, word, told[0], told[1], WHY[Why(why)])


def _answer(entry: Mapping[str, Any], score: float | None) -> str:
    if score is None:
        return "pas connu"
    if is_yes_or_no(dict(entry)):
        return (YES if score == FULL else NO).lower()
    return f"{french.score(score)} sur 100"


def of_body(
    since: date | None, answers: Mapping[str, Sequence[Any]], entries: Mapping[str, Mapping[str, Any]]
) -> Moved:
    """Return what moved of one collectivité."""
    told = lines(answers, entries)
    both = [one for one in told if None not in answers[one.indicator][:2]]
    return Moved(since, both, [one for one in told if one not in both])


def tallies_table(caption: str, rows: Iterable[Tally], entries: Mapping[str, Mapping[str, Any]]) -> Table | None:
    """Return the counts of a territory as a table, None without any; where the method changed, no movement is told."""
    known = in_order(rows, entries)
    columns: list[tuple[TableColumn, Callable[[Tally], Value | Cell]]] = [
        (TableColumn("indicateur", "Indicateur"), lambda row: entries[row.indicator]["title"]),
        (TableColumn("type", "Collectivités"), lambda row: KINDS[row.kind]),
        (TableColumn("en_mieux", "En mieux"), lambda row: _counted(row, UP, row.gained)),
        (TableColumn("en_moins_bien", "En moins bien"), lambda row: _counted(row, DOWN, row.lost)),
        (TableColumn("connues", "Connues aux deux éditions", "number"), lambda row: row.known_in_both),
        (TableColumn("autrement", "Ne se comparent pas"), _not_compared),
    ]
    return build_table(caption, columns, known) if known else None


def in_order(rows: Iterable[Tally], entries: Mapping[str, Mapping[str, Any]]) -> list[Tally]:
    """Return counts by kind, in the order of the catalogue; those of an indicator given up are left out."""
    kinds, indicators = list(KINDS), list(entries)
    known = (row for row in rows if row.indicator in entries)
    return sorted(known, key=lambda row: (kinds.index(row.kind), indicators.index(row.indicator)))


def _counted(row: Tally, arrow: str, count: int) -> str | None:
    """Return a count with its arrow; None where the method changed."""
    if row.by_method:
        return None
    return f"{arrow} {number(count, 0)}" if count else "0"


def _not_compared(row: Tally) -> str:
    words = [
        *([f"la méthode a changé ({number(row.by_method, 0)})"] if row.by_method else []),
        *([f"la collectivité a changé ({number(row.by_territory, 0)})"] if row.by_territory else []),
    ]
    return ", ".join(words) or "aucune"


def tally_sentence(row: Tally, entries: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what a feed says of one indicator in a territory."""
    title, kind = entries[row.indicator]["title"], KINDS[row.kind]
    if row.by_method:
        return f"{title} ({kind}){NO_BREAK}: la méthode a changé, les deux éditions ne se comparent pas."
    moves = f"{UP} {number(row.gained, 0)} en mieux, {DOWN} {number(row.lost, 0)} en moins bien"
    known = f"parmi {number(row.known_in_both, 0)} connues aux deux éditions"
    return f"{title} ({kind}){NO_BREAK}: {moves}, {known}."
