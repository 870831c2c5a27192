"""What an edition says of its measures: the overall score, its themes, its indicators. All from its own catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.shared.memory import per_edition
from barometre.web.shared.tables import TableColumn, Value
from barometre.web.shared.words import french_order

OVERALL = "overall"


@dataclass(frozen=True)
class Measure:
    """One thing measured. `unit` is « % » when the mean of its scores is a share of yes, else empty: a score."""

    id: str
    family: str
    label: str
    unit: str = ""

    @property
    def query(self) -> str:
        """End of an address that keeps this choice."""
        return "" if self.id == OVERALL else f"?mesure={self.id}"

    @property
    def address(self) -> str:
        """Page that explains it."""
        if self.family == "overall":
            return reverse("methodology")
        return reverse(self.family, args=[self.id])

    @property
    def column(self) -> str:
        """Heading of a column of its means."""
        return "Part de communes" if self.unit else "Score moyen sur 100"

    @property
    def form(self) -> str:
        """How its means are written in a table."""
        return "percent" if self.unit else "score"


OVERALL_MEASURE = Measure(OVERALL, "overall", "Ensemble des thèmes")


def measure(edition: Edition, identifier: str) -> Measure | None:
    """Return a measure by its id, None when this edition has none of that name."""
    content = edition.catalogue
    if identifier == OVERALL:
        return OVERALL_MEASURE
    if identifier in content["themes"]:
        return Measure(identifier, "theme", content["themes"][identifier]["name"])
    if identifier in content["indicators"]:
        entry = content["indicators"][identifier]
        return Measure(identifier, "indicator", entry["title"], "%" if is_yes_or_no(entry) else "")
    return None


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
        return entry["theme"], planned, bool(entry["prerequisites"]), -entry["weight"], french_order(entry["title"])

    return content | {
        "themes": dict(sorted(content["themes"].items(), key=lambda item: french_order(item[1]["name"]))),
        "indicators": dict(sorted(content["indicators"].items(), key=order)),
    }


def indicators(edition: Edition, theme: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the indicators by id, of one theme or of all."""
    entries = edition.catalogue["indicators"]
    return {identifier: entry for identifier, entry in entries.items() if theme in (None, entry["theme"])}


def chosen(request: HttpRequest, edition: Edition) -> Measure:
    """Return the measure asked for by `?mesure=`, the overall score by default.

    Raises:
        Http404: no such measure in this edition.
    """
    identifier = request.GET.get("mesure", OVERALL)
    choice = measure(edition, identifier)
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
        ("Score", [OVERALL]),
        ("Thèmes", list(edition.catalogue["themes"])),
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
        "theme": indicators(edition, shown.id).values(),
        "indicator": [entries[shown.id]] if shown.id in entries else [],
    }[shown.family]
    facts = edition.catalogue["facts"]
    named = {facts[fact]["source"] for entry in rests_on for fact in entry["facts"]}
    return [source for source in live_sources(edition) if source["id"] in named]


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
