"""The sheet of one authority: where it stands, on what evidence, what to do next. The same for every kind."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from barometre.catalogue.guidance import Obligation
from barometre.indicators.evaluate import Status
from barometre.scoring.readings import OVERALL, Reading, measure_id
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Collectivite, Edition
from barometre.web.maps.charts import Mark
from barometre.web.pages import presenters
from barometre.web.pages.course import own_course
from barometre.web.pages.duty import Duty, duty, properties
from barometre.web.pages.figures import distribution_chart, distribution_table
from barometre.web.pages.presenters import Evidence, Standing
from barometre.web.replies.shown import shown_replies
from barometre.web.shared import catalogue, guidance
from barometre.web.shared.catalogue import ALL_SEEN
from barometre.web.shared.guidance import Step
from barometre.web.shared.memory import per_edition
from barometre.web.shared.tables import Table, TableColumn, build_table
from barometre.web.shared.words import aged_words, peers_words

_NOTHING: Mapping[str, str] = {}
_WHOLES = (OVERALL, *(measure_id(OVERALL, reading) for reading in Reading))


@dataclass(frozen=True)
class ThemeSheet:
    """One theme of one authority: what is seen, and what it says.

    `record` is the quality of its record, not scored; `outside` is what does not concern it.
    """

    id: str
    title: str
    seen: Standing
    said: Standing
    known: list[Evidence]
    unknown: list[Evidence]
    record: list[Evidence]
    outside: list[Evidence]

    @property
    def shown(self) -> list[Evidence]:
        """What is known, scored or not."""
        return [*self.known, *self.record]

    @property
    def scored(self) -> bool:
        """Whether it has a score in a reading."""
        return self.seen.score is not None or self.said.score is not None

    @property
    def origin(self) -> str | None:
        """Source and day of all that is known, when they are the same: the page then writes them once."""
        origins = {evidence.origin for evidence in self.shown}
        return origins.pop() if len(origins) == 1 else None


@dataclass(frozen=True)
class AuthoritySheet:
    """All that is known of one authority; `seen` and `said` are its two readings, `overall` joins them.

    `missed` and `unknown` are the duties in force that surely bind it, known not to be met, and not known.
    """

    authority: Collectivite
    seen: Standing
    said: Standing
    overall: Standing
    themes: list[ThemeSheet]
    steps: list[Step]
    missed: list[Obligation]
    unknown: list[Obligation]
    peers: str
    place: str
    among_peers: Aggregate | None
    chart: SafeString | None
    distribution: Table | None

    @property
    def looked(self) -> bool:
        """Whether anything is known."""
        return any(theme.shown for theme in self.themes)

    @property
    def own_failure(self) -> str:
        """Why we know nothing of it, when the failure is ours; empty when something is known, or nobody looked."""
        failed = (one.reason for theme in self.themes for one in theme.unknown if one.status == Status.WE_FAILED)
        return "" if self.looked else next(failed, "")

    @property
    def missing_seen(self) -> Mapping[str, int]:
        """Count of what is not known of what is seen, and of what does not concern it: status -> count."""
        every = (one for theme in self.themes for one in (*theme.unknown, *theme.outside))
        return Counter(one.status for one in every if not one.said)

    @property
    def answered(self) -> list[ThemeSheet]:
        """Themes of which something is known."""
        return [theme for theme in self.themes if theme.shown]


def make_sheet(edition: Edition, authority: Collectivite) -> AuthoritySheet:
    """Make the sheet of an authority."""
    peers = peers_words(authority.kind, authority.strate)
    of_peers = _of_peers(edition, authority.kind, authority.strate)
    past = own_course(edition, authority)
    evidences = _evidences(edition, authority, past=past)
    by_theme: dict[str, list[Evidence]] = {theme: [] for theme in edition.catalogue["themes"]}
    for evidence in evidences:
        by_theme[edition.catalogue["indicators"][evidence.id]["theme"]].append(evidence)
    theme_sheets = [_theme(edition, authority, *shown) for shown in by_theme.items()]
    themes = sorted(theme_sheets, key=lambda theme: (not theme.scored, not theme.shown))
    levels = edition.catalogue["levels"]
    overall, seen, said = (presenters.standing(authority.scores, measure, levels) for measure in _WHOLES)
    mark = None if seen.comparable is None else Mark(authority.name, seen.comparable)
    among, duties = of_peers.get(ALL_SEEN), guidance.duties(edition, authority)
    drawn = among if among and among.histogram else None
    return AuthoritySheet(
        authority=authority,
        seen=seen,
        said=said,
        overall=overall,
        themes=themes,
        steps=guidance.steps(edition, authority),
        missed=duties["missed"],
        unknown=duties["unknown"],
        peers=peers,
        place=presenters.place(seen.quartile, peers) if seen.known else "",
        among_peers=among,
        chart=distribution_chart(drawn, peers, mark) if drawn else None,
        distribution=distribution_table(drawn, peers) if drawn else None,
    )


@per_edition
def _of_peers(edition: Edition, kind: str, strate: str) -> dict[str, Aggregate]:
    """Return the figures of each measure among the authorities of one kind and strate."""
    rows = queries.aggregates(edition, territory_kind="strate", territory=strate, kind=kind)
    return {row.measure: row for row in rows}


def _evidences(edition: Edition, authority: Collectivite, *, past: Mapping[str, str] = _NOTHING) -> list[Evidence]:
    """Return what is known of each indicator; `past` says since when."""
    asked = _asked(edition)
    known = properties(authority.profile, authority.population, authority.facts)
    replies = shown_replies(edition, authority.siren, authority.indicators)
    stated = (_stated(edition, authority, one, known, past) for one in asked)
    return [replace(one, reply=replies[one.id]) if one.id in replies else one for one in stated]


def one_evidence(edition: Edition, authority: Collectivite, identifier: str) -> Evidence:
    """Return what is known of one indicator."""
    known = properties(authority.profile, authority.population, authority.facts)
    asked = next(one for one in _asked(edition) if one[0] == identifier)
    return _stated(edition, authority, asked, known, _NOTHING)


def _stated(
    edition: Edition,
    authority: Collectivite,
    indicator: tuple[str, dict[str, Any], Evidence],
    known: Mapping[str, object],
    past: Mapping[str, str],
) -> Evidence:
    identifier, entry, shown = indicator
    document, aged = authority.indicators.get(identifier), ""
    if document is not None:
        details = presenters.beside(authority.facts, entry, document, edition.catalogue)
        said, sources = shown.said, edition.catalogue["sources"]
        shown = presenters.evidence(identifier, entry, document, catalogue.titles(edition), details)
        declared = sources.get(document.get("source"), {}).get("kind") == "declaration"
        shown, aged = replace(shown, said=said, declared=declared), aged_words(document, sources)
    asked, condition = duty(entry, known)
    before = past.get(identifier, "")
    # Most are not seen, and asked by no law: they are the same for everybody.
    if asked is Duty.NONE and not before and not aged:
        return shown
    return replace(shown, duty=asked, condition=condition, past=before, aged=aged)


@per_edition
def _asked(edition: Edition) -> list[tuple[str, dict[str, Any], Evidence]]:
    """Return each indicator: id, entry, and what is said where it was not seen."""
    names, seen = catalogue.titles(edition), catalogue.seen_indicators(edition)
    return [
        (id_, entry, replace(presenters.evidence(id_, entry, None, names), said=id_ not in seen))
        for id_, entry in catalogue.indicators(edition).items()
    ]


def _theme(edition: Edition, authority: Collectivite, theme: str, evidences: list[Evidence]) -> ThemeSheet:
    shown = [evidence for evidence in evidences if evidence.status != "not-concerned"]
    levels = edition.catalogue["levels"]
    seen, said = (presenters.standing(authority.scores, measure_id(theme, reading), levels) for reading in Reading)
    return ThemeSheet(
        id=theme,
        title=edition.catalogue["themes"][theme]["name"],
        seen=seen,
        said=said,
        known=[evidence for evidence in shown if evidence.known and not evidence.record],
        unknown=[evidence for evidence in shown if not evidence.known],
        record=[evidence for evidence in shown if evidence.known and evidence.record],
        outside=[evidence for evidence in evidences if evidence.status == "not-concerned"],
    )


def evidence_table(edition: Edition, authority: Collectivite) -> Table:
    """Return every indicator of an authority with its evidence, as a file to keep."""
    columns: list[tuple[TableColumn, Callable[[Evidence], Any]]] = [
        (TableColumn("siren", "SIREN"), lambda _: authority.siren),
        (TableColumn("collectivite", "Collectivité"), lambda _: authority.name),
        (TableColumn("theme", "Thème"), lambda one: edition.catalogue["indicators"][one.id]["theme"]),
        (TableColumn("indicateur", "Indicateur"), lambda one: one.id),
        (TableColumn("intitule", "Intitulé"), lambda one: one.title),
        (TableColumn("etat", "État"), lambda one: one.status_label),
        (TableColumn("reponse", "Réponse"), lambda one: one.answer if one.known else None),
        (TableColumn("score", "Score"), lambda one: None if one.record else one.score),
        (TableColumn("precision", "Précision"), lambda one: one.reason),
        (TableColumn("source", "Source"), lambda one: one.source),
        (TableColumn("date", "Date"), lambda one: one.observed_on),
        (TableColumn("fraicheur", "Fraîcheur"), lambda one: one.aged),
        (TableColumn("position_de_la_collectivite", "Position"), lambda one: one.reply and one.reply.position),
        (TableColumn("reponse_de_la_collectivite", "Droit de réponse"), lambda one: one.reply and one.reply.words),
        (TableColumn("date_de_sa_reponse", "Répondu le"), lambda one: one.reply and one.reply.day),
        (TableColumn("edition", "Édition"), lambda _: edition.date),
    ]
    return build_table(f"Indicateurs de {authority.name}", columns, _evidences(edition, authority))
