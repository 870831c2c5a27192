"""The sheet of one authority: where it stands, on what evidence, what to do next. The same for every kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Collectivite, Edition
from barometre.web.maps.charts import Mark
from barometre.web.pages import presenters
from barometre.web.pages.duty import duty, properties
from barometre.web.pages.figures import distribution_chart, distribution_table
from barometre.web.pages.presenters import Evidence, Standing
from barometre.web.shared import catalogue
from barometre.web.shared.catalogue import OVERALL
from barometre.web.shared.memory import per_edition
from barometre.web.shared.tables import Table, TableColumn, build_table
from barometre.web.shared.words import peers_words


@dataclass(frozen=True)
class ThemeSheet:
    """One theme of one authority."""

    id: str
    title: str
    standing: Standing
    known: list[Evidence]
    unknown: list[Evidence]
    peers_mean: float | None

    @property
    def origin(self) -> tuple[str, str | None] | None:
        """Source and day of all that is known, when they are the same: the page then writes them once."""
        origins = {(evidence.source, evidence.observed_on) for evidence in self.known}
        return origins.pop() if len(origins) == 1 else None


@dataclass(frozen=True)
class AuthoritySheet:
    """All that is known of one authority."""

    authority: Collectivite
    overall: Standing
    themes: list[ThemeSheet]
    steps: list[Evidence]
    to_check: list[Evidence]
    peers: str
    place: str
    among_peers: Aggregate | None
    chart: SafeString | None
    distribution: Table | None

    @property
    def looked(self) -> bool:
        """Whether anything is known."""
        return any(theme.known for theme in self.themes)

    @property
    def scored(self) -> list[ThemeSheet]:
        """Themes that have a score."""
        return [theme for theme in self.themes if theme.standing.score is not None]

    @property
    def unscored(self) -> list[ThemeSheet]:
        """The others."""
        return [theme for theme in self.themes if theme.standing.score is None]

    @property
    def answered(self) -> list[ThemeSheet]:
        """Themes of which something is known."""
        return [theme for theme in self.themes if theme.known]


def make_sheet(edition: Edition, authority: Collectivite) -> AuthoritySheet:
    """Make the sheet of an authority."""
    peers = peers_words(authority.kind, authority.strate)
    of_peers = _of_peers(edition, authority.kind, authority.strate)
    theme_sheets = [_theme(edition, authority, theme, of_peers) for theme in edition.catalogue["themes"]]
    themes = sorted(theme_sheets, key=lambda theme: (theme.standing.score is None, not theme.known))
    overall = presenters.standing(authority.scores, OVERALL, edition.catalogue["levels"])
    mark = None if overall.score is None else Mark(authority.name, overall.score)
    among = of_peers.get(OVERALL)
    return AuthoritySheet(
        authority=authority,
        overall=overall,
        themes=themes,
        steps=presenters.next_steps([evidence for theme in themes for evidence in theme.known]),
        to_check=presenters.to_check(_as_in_catalogue(edition, themes)),
        peers=peers,
        place=presenters.place(overall.quartile, peers) if overall.score is not None else "",
        among_peers=among,
        chart=distribution_chart(among, peers, mark) if among and among.known else None,
        distribution=distribution_table(among, peers) if among and among.known else None,
    )


@per_edition
def _of_peers(edition: Edition, kind: str, strate: str) -> dict[str, Aggregate]:
    """Return the figures of each measure among the authorities of one kind and strate."""
    rows = queries.aggregates(edition, territory_kind="strate", territory=strate, kind=kind)
    return {row.measure: row for row in rows}


def _evidences(edition: Edition, authority: Collectivite, theme: str | None = None) -> list[Evidence]:
    """Return what is known of the indicators of one theme, or of all."""
    names, evidences = catalogue.titles(edition), []
    known = properties(authority.profile["powers"], authority.population, authority.facts)
    for identifier, entry, titles, unseen in _asked(edition, theme):
        document = authority.indicators.get(identifier)
        if document is None:
            asked, condition = duty(entry, known)
            evidences.append(replace(unseen, duty=asked, condition=condition))
        else:
            details = presenters.beside(authority.facts, document, titles)
            evidences.append(presenters.evidence(identifier, entry, document, names, details))
    return evidences


@per_edition
def _asked(edition: Edition, theme: str | None) -> list[tuple[str, dict[str, Any], dict[str, str], Evidence]]:
    """Return each indicator of a theme: id, entry, titles of its facts, and what is said where it was not seen."""
    names, facts = catalogue.titles(edition), edition.catalogue["facts"]
    return [
        (
            id_,
            entry,
            {fact: facts[fact]["title"] for fact in entry["facts"]},
            presenters.evidence(id_, entry, None, names),
        )
        for id_, entry in catalogue.indicators(edition, theme).items()
    ]


def _theme(edition: Edition, authority: Collectivite, theme: str, of_peers: dict[str, Aggregate]) -> ThemeSheet:
    shown = [evidence for evidence in _evidences(edition, authority, theme) if evidence.status != "not-concerned"]
    peers = of_peers.get(theme)
    return ThemeSheet(
        id=theme,
        title=edition.catalogue["themes"][theme]["name"],
        standing=presenters.standing(authority.scores, theme, edition.catalogue["levels"]),
        known=[evidence for evidence in shown if evidence.known],
        unknown=[evidence for evidence in shown if not evidence.known],
        peers_mean=peers.mean if peers else None,
    )


def _as_in_catalogue(edition: Edition, themes: list[ThemeSheet]) -> list[Evidence]:
    """Return the indicators not known, in the order in which the catalogue was written when the edition tells it."""
    place = {identifier: number for number, identifier in enumerate(edition.catalogue.get("order", ()))}
    unknown = [evidence for theme in themes for evidence in theme.unknown]
    return sorted(unknown, key=lambda evidence: place.get(evidence.id, len(place)))


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
        (TableColumn("score", "Score"), lambda one: one.score),
        (TableColumn("precision", "Précision"), lambda one: one.reason),
        (TableColumn("source", "Source"), lambda one: one.source),
        (TableColumn("date", "Date"), lambda one: one.observed_on),
        (TableColumn("edition", "Édition"), lambda _: edition.date),
    ]
    return build_table(f"Indicateurs de {authority.name}", columns, _evidences(edition, authority))
