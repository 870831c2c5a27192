"""One verdict of one body, as who contests it reads it: what is said, where it comes from, where to correct it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django.utils import timezone

from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages.checks import Check
from barometre.web.pages.observed import definitions, observation_report
from barometre.web.pages.register import REGISTER
from barometre.web.pages.sheet import one_evidence
from barometre.web.shared import catalogue


@dataclass(frozen=True)
class Origin:
    """A source of a verdict. `own_page` shows the record of the body, or what leads to it; empty: none is known."""

    name: str
    producer: str
    kind: str
    page: str
    own_page: str
    fix: str


@dataclass(frozen=True)
class Verdict:
    """What is said of one question; `day` and `origin` are absent when nothing is known."""

    id: str
    title: str
    question: str
    answer: str
    reason: str
    day: Any
    origins: tuple[Origin, ...]
    known: bool

    @property
    def observed(self) -> bool:
        """Whether it was seen from outside, so that it can be looked at again."""
        return any(origin.kind == "observation" for origin in self.origins)


def verdict(edition: Edition, body: Collectivite, subject: str) -> Verdict | None:
    """Return the verdict of an indicator or of a check of the observation; None when there is no such question."""
    if subject in edition.catalogue["indicators"]:
        return _of_indicator(edition, body, subject)
    if subject in definitions(edition):
        report = observation_report(edition, body, timezone.now())
        return _of_check(edition, body, next(one for one in report.checks if one.id == subject))
    return None


def _of_indicator(edition: Edition, body: Collectivite, subject: str) -> Verdict:
    entry = edition.catalogue["indicators"][subject]
    shown = one_evidence(edition, body, subject)
    told = body.indicators.get(subject) or {}
    sources = [told["source"]] if told.get("source") else sorted(catalogue.sources_of_indicator(edition, entry))
    return Verdict(
        id=subject,
        title=shown.title,
        question=shown.question,
        answer=shown.answer,
        reason=shown.reason,
        day=shown.observed_on,
        origins=_origins(edition, body, sources),
        known=shown.known,
    )


def _of_check(edition: Edition, body: Collectivite, check: Check) -> Verdict:
    current = check.current
    sources = [REGISTER if current.register else edition.catalogue["facts"][check.id]["source"]]
    return Verdict(
        id=check.id,
        title=check.title,
        question=check.tested,
        answer=" ".join(filter(None, (current.word, current.value))),
        reason=current.reason or "",
        day=current.at.date() if current.at else current.day,
        origins=_origins(edition, body, sources),
        known=not current.kind.states_nothing,
    )


def _origins(edition: Edition, body: Collectivite, sources: list[str]) -> tuple[Origin, ...]:
    entries = edition.catalogue["sources"]
    return tuple(origin(entries[source], body) for source in sources if source in entries)


def origin(source: Mapping[str, Any], body: Collectivite) -> Origin:
    """Return a source as the page shows it."""
    own_page = (source.get("own_pages") or {}).get(body.kind, "")
    place = f"{body.name} {body.postal_codes[0] if body.postal_codes else ''}".strip()
    written = {"code": body.code, "siren": body.siren, "name": body.name, "place": place}
    return Origin(
        name=source["name"],
        producer=source["producer"],
        kind=source["kind"],
        page=source.get("page") or "",
        own_page=own_page.format(**{name: quote_plus(text) for name, text in written.items()}),
        fix=source.get("fix") or "",
    )
