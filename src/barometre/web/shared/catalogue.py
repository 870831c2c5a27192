"""What an edition says of its measures: the overall score, its themes, its indicators. All from its own catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from barometre.scoring.readings import OVERALL, Reading, measure_id
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.shared.memory import per_edition
from barometre.web.shared.tables import TableColumn, Value
from barometre.web.shared.words import french_order

ALL_SEEN = measure_id(OVERALL, Reading.SEEN)
# Reading -> how it is named after a theme.
READINGS = {Reading.SEEN: "ce qui se voit", Reading.SAID: "ce que disent les collectivités"}
_OVERALL_LABELS = {
    OVERALL: "Ensemble de ce qui se voit et de ce qui est dit",
    ALL_SEEN: "Ensemble de ce qui se voit",
    measure_id(OVERALL, Reading.SAID): "Ensemble de ce que disent les collectivités",
}


@dataclass(frozen=True)
class Measure:
    """One thing measured.

    Attributes:
        id: an indicator, or a measure of the index (`index.readings`).
        family: overall, theme or indicator.
        label: its name.
        unit: « % » when the mean of its scores is a share of yes, else empty: a score.
        scope: the theme of a measure of the index, `overall`, or the indicator.
        narrow: whether it concerns only some: those that have what the question presupposes, or enough inhabitants.
    """

    id: str
    family: str
    label: str
    unit: str = ""
    scope: str = ""
    narrow: bool = False

    @property
    def query(self) -> str:
        """End of an address that keeps this choice."""
        return f"?mesure={self.id}"

    @property
    def address(self) -> str:
        """Page that explains it."""
        if self.family == "overall":
            return reverse("methodology")
        return reverse(self.family, args=[self.scope])

    @property
    def column(self) -> str:
        """Heading of a column of its means."""
        if self.unit:
            return "Part des communes concernées" if self.narrow else "Part des communes"
        return "Score moyen sur 100"

    @property
    def form(self) -> str:
        """How its means are written in a table."""
        return "percent" if self.unit else "score"


def measure(edition: Edition, identifier: str) -> Measure | None:
    """Return a measure by its id, None when this edition has none of that name; a theme alone is what is seen of it."""
    content = edition.catalogue
    if identifier in _OVERALL_LABELS:
        return Measure(identifier, "overall", _OVERALL_LABELS[identifier], scope=OVERALL)
    if identifier in content["indicators"]:
        entry = content["indicators"][identifier]
        unit = "%" if is_yes_or_no(entry) else ""
        narrow = bool(entry.get("presupposes")) or entry["concerns"] not in ("", "commune")
        return Measure(identifier, "indicator", entry["title"], unit, identifier, narrow)
    theme, _, reading = identifier.partition(".")
    if theme in content["themes"] and reading in ("", *Reading):
        reading = Reading(reading or Reading.SEEN)
        label = f"{content['themes'][theme]['name']} ({READINGS[reading]})"
        return Measure(measure_id(theme, reading), "theme", label, scope=theme)
    return None


@per_edition
def default_measure(edition: Edition) -> Measure:
    """Return what maps show first: all that is seen where France has a figure of it, else the most telling indicator.

    That is the first of the catalogue, in the order of pages, that scores count and of which France has a figure.
    """
    figures = national(edition)
    telling = [name for name, entry in indicators(edition).items() if not entry.get("record")]
    for identifier in (ALL_SEEN, *telling):
        if identifier in figures and figures[identifier].mean is not None:
            found = measure(edition, identifier)
            assert found is not None
            return found
    return Measure(ALL_SEEN, "overall", _OVERALL_LABELS[ALL_SEEN], scope=OVERALL)


def is_yes_or_no(indicator: dict[str, Any]) -> bool:
    """Return whether 0 and 100 are the only scores of an indicator: its mean is then a share."""
    return bool(indicator["scoring"]["rule"] in ("yes", "no", "one-of"))


def in_order(content: dict[str, Any]) -> dict[str, Any]:
    """Return the catalogue in the order of its pages, since a database keeps no order.

    Themes by name. Indicators by theme: those with a source first, then those that suppose no other, then by weight
    and title.
    """
    facts, sources = content["facts"], content["sources"]

    def order(item: tuple[str, dict[str, Any]]) -> tuple[str, bool, bool, float, str]:
        entry = item[1]
        planned = sources[facts[entry["facts"][0]]["source"]]["status"] == "planned"
        return entry["theme"], planned, bool(supposed(entry)), -entry["weight"], french_order(entry["title"])

    return content | {
        "themes": dict(sorted(content["themes"].items(), key=lambda item: french_order(item[1]["name"]))),
        "indicators": dict(sorted(content["indicators"].items(), key=order)),
    }


def supposed(entry: Mapping[str, Any]) -> list[str]:
    """Return the facts without which the question of an indicator does not arise, or is answered no."""
    return [*entry.get("presupposes", ()), *entry["prerequisites"]]


def indicators(edition: Edition, theme: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the indicators by id, of one theme or of all."""
    entries = edition.catalogue["indicators"]
    return {identifier: entry for identifier, entry in entries.items() if theme in (None, entry["theme"])}


@per_edition
def seen_indicators(edition: Edition) -> frozenset[str]:
    """Return the indicators of which the evidence is seen, not said."""
    facts, sources = edition.catalogue["facts"], edition.catalogue["sources"]
    entries = indicators(edition).items()
    return frozenset(
        name for name, entry in entries if sources[facts[entry["facts"][0]]["source"]]["kind"] != "declaration"
    )


def chosen(request: HttpRequest, edition: Edition) -> Measure:
    """Return the measure asked for by `?mesure=`, that of `default_measure` without it.

    Raises:
        Http404: no such measure in this edition.
    """
    identifier = request.GET.get("mesure")
    choice = default_measure(edition) if identifier is None else measure(edition, identifier)
    if choice is None:
        raise Http404(f"Cette édition n’a pas de mesure nommée « {identifier} ».")
    return choice


@per_edition
def national(edition: Edition, kind: str = "commune") -> dict[str, Aggregate]:
    """Return the national figures of every measure for one kind of collectivité: measure -> aggregate."""
    return {row.measure: row for row in queries.aggregates(edition, territory_kind="france", kind=kind)}


@per_edition
def counts(edition: Edition) -> dict[str, int]:
    """Return the number of collectivités measured, by kind."""
    return queries.measured_counts(edition)


def offered(edition: Edition, shown: Measure | None = None) -> list[tuple[str, list[Measure]]]:
    """Return, in groups, the measures of which something is known for communes, and the measure shown."""
    known = {identifier for identifier, row in national(edition).items() if row.known}
    groups = [
        ("Scores", [OVERALL, *(measure_id(OVERALL, reading) for reading in Reading)]),
        ("Thèmes", [measure_id(theme, reading) for theme in edition.catalogue["themes"] for reading in Reading]),
        ("Indicateurs", list(indicators(edition))),
    ]
    offers = []
    for label, identifiers in groups:
        measures = [measure(edition, identifier) for identifier in identifiers if identifier in known]
        offers.append((label, [each for each in measures if each]))
    if shown and shown.id not in known:
        offers.append(("Pas encore observé", [shown]))
    return [(label, measures) for label, measures in offers if measures]


def titles(edition: Edition) -> dict[str, str]:
    """Return the name of each source of facts, by its id."""
    return {identifier: source["name"] for identifier, source in edition.catalogue["sources"].items()}


def aggregates_of(
    edition: Edition, territory_kind: str, codes: list[str], measure_id: str, kind: str = "commune"
) -> dict[str, Aggregate]:
    """Return the aggregates of one measure over territories of one kind: code -> aggregate."""
    rows = queries.aggregates(
        edition, territory_kind=territory_kind, territory__in=codes, measure=measure_id, kind=kind
    )
    return {row.territory: row for row in rows}


def live_sources(edition: Edition) -> list[dict[str, str]]:
    """Return the sources whose facts are in the edition: id, name, url and date of the newest facts."""
    dates: dict[str, str] = {}
    for entry in edition.manifest.get("inputs", []):
        parts = entry["name"].split("/")
        if parts[0] == "facts":
            dates[parts[1]] = max(dates.get(parts[1], ""), parts[2][:10])  # then comes -r2 for a revision
    sources = edition.catalogue["sources"]
    return [
        {"id": source, "name": sources[source]["name"], "url": sources[source]["url"] or "", "date": day}
        for source, day in sorted(dates.items())
        if source in sources
    ]


def sources_of_measure(edition: Edition, shown: Measure) -> list[dict[str, str]]:
    """Return the live sources that a measure rests on, none when it has no source yet."""
    entries = indicators(edition)
    rests_on = {
        "overall": entries.values(),
        "theme": indicators(edition, shown.scope).values(),
        "indicator": [entries[shown.id]] if shown.id in entries else [],
    }[shown.family]
    named = set().union(*(sources_of_indicator(edition, entry) for entry in rests_on))
    return [source for source in live_sources(edition) if source["id"] in named]


def sources_of_indicator(edition: Edition, entry: Mapping[str, Any]) -> set[str]:
    """Return the ids of the sources that give the facts of an indicator: those the catalogue names, and others."""
    facts, sources = edition.catalogue["facts"], edition.catalogue["sources"]
    others = {name for name, source in sources.items() if set(source.get("gives", ())) & set(entry["facts"])}
    return {facts[fact]["source"] for fact in entry["facts"]} | others


def credit(edition: Edition, shown: Measure) -> list[tuple[TableColumn, Callable[[object], Value]]]:
    """Return columns of the file only that say where its figures come from: edition, sources, date of the newest."""
    sources = sources_of_measure(edition, shown)
    names = " ; ".join(source["name"] for source in sources) or None
    newest = max((source["date"] for source in sources), default=None)
    return [
        (TableColumn("edition", "Édition", "file"), lambda _: edition.date),
        (TableColumn("source", "Source", "file"), lambda _: names),
        (TableColumn("date", "Date", "file"), lambda _: newest),
    ]
