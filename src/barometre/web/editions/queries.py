"""Every read of the published editions by pages and API."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from barometre.scoring.readings import OVERALL, Reading, measure_id, measures
from barometre.web.editions.models import (
    Aggregate,
    Change,
    Collectivite,
    Edition,
    Grid,
    Movement,
    ObligationFigure,
    Past,
    Tally,
)

# Kind of territory -> column of its members.
AREA_FIELDS = {"france": None, "region": "region", "departement": "departement", "epci": "epci"}


def current_edition() -> Edition | None:
    """Return the edition that the site shows, None when none is published."""
    return Edition.objects.filter(current=True).first()


def current_build() -> tuple[str, str, dict[str, str]] | None:
    """Return the identifier of that edition's build, and of those that it is compared with."""
    return Edition.objects.filter(current=True).values_list("build_id", "before_build", "history").first()


def editions() -> QuerySet[Edition]:
    """Return all the editions published whole, newest first."""
    return Edition.objects.filter(light=False).order_by("-date")


def every_edition() -> QuerySet[Edition]:
    """Return all the editions, those of which only the figures are published among them, newest first."""
    return Edition.objects.defer("catalogue", "method").order_by("-date")


def edition_of(day: date) -> Edition | None:
    """Return the edition of a date published whole, None when there is none."""
    return Edition.objects.filter(date=day, light=False).first()


def builds(until: date | None = None) -> list[tuple[date, str]]:
    """Return the date and the build of each published edition, oldest first; up to a date when one is given."""
    found = Edition.objects.order_by("date")
    if until is not None:
        found = found.filter(date__lte=until)
    return list(found.values_list("date", "build_id"))


def light_days() -> set[date]:
    """Return the dates of the editions of which only the figures are published."""
    return set(Edition.objects.filter(light=True).values_list("date", flat=True))


def documents(day: date) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the manifest, the catalogue and the method of a published edition."""
    return Edition.objects.values_list("manifest", "catalogue", "method").get(date=day)


def figures_until(day: date, place: tuple[str, str], kind: str, measure: str) -> dict[date, Aggregate]:
    """Return the figure of a measure in a place (kind and code), in each edition up to a day, oldest first."""
    rows = Aggregate.objects.filter(
        edition__lte=day, territory_kind=place[0], territory=place[1], kind=kind, measure=measure
    )
    return {row.edition_id: row for row in rows.order_by("edition")}


def movements(edition: Edition, place: tuple[str, str], kind: str, measure: str) -> dict[date, Movement]:
    """Return what moved from each edition before to this one, in a place (kind and code)."""
    rows = Movement.objects.filter(
        edition=edition, territory_kind=place[0], territory=place[1], kind=kind, measure=measure
    )
    return {row.before: row for row in rows}


def past_of(edition: Edition, siren: str) -> dict[str, list[tuple[str, float | None]]]:
    """Return what was answered on a collectivité in the editions before: indicator -> day and score, oldest first."""
    found = Past.objects.filter(edition=edition, siren=siren).values_list("answers", flat=True).first()
    return found or {}


def changes(siren: str, until: date) -> list[tuple[date, dict[str, list[Any]]]]:
    """Return what was answered otherwise on a collectivité in the editions up to a day, newest first (see `Change`)."""
    rows = Change.objects.filter(siren=siren, edition__lte=until).order_by("-edition")
    return list(rows.values_list("edition", "answers"))


def changes_in(edition: Edition, siren: str) -> dict[str, list[Any]]:
    """Return what is answered on a collectivité otherwise than in the edition before."""
    found = Change.objects.filter(edition=edition, siren=siren).values_list("answers", flat=True).first()
    return found or {}


def tallies(place: tuple[str, str], until: date, since: date | None = None) -> list[Tally]:
    """Return how many answers moved in a place (kind and code), in the editions up to a day, newest first."""
    rows = Tally.objects.filter(edition__lte=until, territory_kind=place[0], territory=place[1])
    if since is not None:
        rows = rows.filter(edition__gte=since)
    return list(rows.order_by("-edition"))


def catalogue(day: date) -> dict[str, Any]:
    """Return the catalogue of a published edition."""
    return Edition.objects.values_list("catalogue", flat=True).get(date=day)


def columns(day: date, names: Iterable[str]) -> list[tuple[Any, ...]]:
    """Return some columns (`profile__…` for a key of the profile) of every collectivité of an edition."""
    return list(Collectivite.objects.filter(edition=day).order_by("kind", "code").values_list(*names))


def indicator_values(day: date, indicator: str) -> list[tuple[str, str, float | None, str | None]]:
    """Return SIREN, status, score (0-100) and code of the reason of each collectivité that has an indicator."""
    score = Cast(KT(f"indicators__{indicator}__score"), FloatField())
    rows = Collectivite.objects.filter(edition=day, measured=True, indicators__has_key=indicator)
    status, code = KT(f"indicators__{indicator}__status"), KT(f"indicators__{indicator}__reason_code")
    return list(rows.order_by("siren").values_list("siren", status, score, code))


def numbers(edition: Edition, kind: str, strate: str, facts: Iterable[str]) -> list[tuple[float | None, ...]]:
    """Return the numbers of some facts, for each collectivité of one kind and strate that has the first of them."""
    wanted = list(facts)
    rows = Collectivite.objects.filter(
        edition=edition, kind=kind, strate=strate, measured=True, facts__has_key=wanted[0]
    )
    columns = {f"number_{rank}": Cast(KT(f"facts__{fact}__number"), FloatField()) for rank, fact in enumerate(wanted)}
    return list(rows.order_by().annotate(**columns).values_list(*columns))


def facts_of(edition: Edition, sirens: Iterable[str], facts: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what an edition says of some facts of some collectivités: SIREN -> fact -> document, where it has one."""
    columns = {f"fact_{rank}": fact for rank, fact in enumerate(facts)}
    rows = Collectivite.objects.filter(edition=edition, siren__in=list(sirens)).order_by()
    documents = rows.annotate(**{name: F(f"facts__{fact}") for name, fact in columns.items()})
    return {
        siren: {fact: told for fact, told in zip(columns.values(), found, strict=True) if told is not None}
        for siren, *found in documents.values_list("siren", *columns)
    }


def by_siren(edition: Edition, siren: str) -> Collectivite | None:
    """Return the collectivité of a SIREN, None when this edition has none."""
    return _one("siren = %s", edition.date, siren)


def by_code(edition: Edition, kind: str, code: str) -> Collectivite | None:
    """Return the collectivité of a kind and official code, None when this edition has none."""
    return _one("kind = %s AND code = %s", edition.date, kind, code)


def _one(condition: str, *values: object) -> Collectivite | None:
    """Read the row of one page in SQL: Django takes five times as long to write the query as PostgreSQL to answer."""
    sql = f"SELECT * FROM {Collectivite._meta.db_table} WHERE edition_id = %s AND {condition}"
    return next(iter(Collectivite.objects.raw(sql, values)), None)


def members(edition: Edition, area_kind: str, area: str | None, kind: str) -> QuerySet[Collectivite]:
    """Return the authorities of one kind in an area, in order of names: communes are not ranked by score.

    The code of an EPCI or an EPT is its SIREN; that of france is ignored.
    """
    authorities = Collectivite.objects.filter(edition=edition, kind=kind)
    if area_kind == "ept":
        authorities = authorities.filter(profile__ept=area)
    elif (field := AREA_FIELDS[area_kind]) is not None:
        authorities = authorities.filter(**{field: area})
    return authorities.order_by("slug", "code")


def index_measures(edition: Edition) -> list[str]:
    """Return the measures of the index in this edition: overall, then each theme. All others are indicators."""
    return measures(list(edition.catalogue["themes"]))


def values(edition: Edition, authorities: QuerySet[Collectivite], measure: str) -> dict[str, float | None]:
    """Return what compares authorities in one measure: code -> score (0-100), None when it is not known.

    It is the score on the base of comparison, or that of an indicator.
    """
    in_index = measure in index_measures(edition)
    key = f"scores__{measure}__comparable" if in_index else f"indicators__{measure}__score"
    score = Cast(KT(key), FloatField())
    return dict(authorities.annotate(measured_score=score).values_list("code", "measured_score"))


def grid(edition: Edition) -> bytes | None:
    """Return the whole edition as one table, in Parquet; None when a version that made none published it."""
    found = Grid.objects.filter(edition=edition).values_list("parquet", flat=True).first()
    return None if found is None else bytes(found)


def aggregate(edition: Edition, territory_kind: str, territory: str, kind: str, measure: str) -> Aggregate | None:
    """Return one aggregate, None when the edition has nothing of it."""
    return Aggregate.objects.filter(
        edition=edition, territory_kind=territory_kind, territory=territory, kind=kind, measure=measure
    ).first()


def aggregates(edition: Edition, **filters: str | list[str]) -> QuerySet[Aggregate]:
    """Return aggregates by territory_kind, territory, kind or measure (exact values, or lists with `__in`)."""
    return Aggregate.objects.filter(edition=edition, **filters).order_by(
        "measure", "kind", "territory_kind", "territory"
    )


def figures_of_obligation(edition: Edition, obligation: str, territory_kind: str) -> QuerySet[ObligationFigure]:
    """Return how many meet one obligation in each territory of a kind."""
    return ObligationFigure.objects.filter(edition=edition, obligation=obligation, territory_kind=territory_kind)


def names(edition: Edition, kinds: Iterable[str]) -> dict[str, str]:
    """Return the names by SIREN of all the authorities of some kinds."""
    return dict(Collectivite.objects.filter(edition=edition, kind__in=list(kinds)).values_list("siren", "name"))


def universe(edition: Edition) -> QuerySet[Collectivite]:
    """Return every collectivité of the edition, in an order that leaves no tie."""
    return Collectivite.objects.filter(edition=edition).order_by("kind", "code", "siren")


def measured_counts(edition: Edition) -> dict[str, int]:
    """Return the number of collectivités measured, by kind."""
    measured = Collectivite.objects.filter(edition=edition, measured=True).order_by()
    return dict(measured.values_list("kind").annotate(Count("siren")))


def concerning(authorities: QuerySet[Collectivite], column: str, codes: list[str]) -> QuerySet[Collectivite]:
    """Return the authorities that lie, wholly or in part, in one of some territories (column: departement, region)."""
    inside = Q(**{f"{column}__in": codes})
    for code in codes:
        larger = Q(kind__in=["epci", "ept", "departement", "region"])
        inside |= larger & Q(**{f"profile__{column}s__contains": [code]})
    return authorities.filter(inside)


def of_group(authorities: QuerySet[Collectivite], siren: str) -> QuerySet[Collectivite]:
    """Return the communes of an EPCI or of an EPT."""
    return authorities.filter(Q(epci=siren) | Q(kind="commune", region="11", profile__ept=siren))


def with_coverage(authorities: QuerySet[Collectivite]) -> QuerySet[Collectivite]:
    """Return the authorities with `score` and `coverage` of all that is seen of them."""
    keys = {name: f"scores__{measure_id(OVERALL, Reading.SEEN)}__{name}" for name in ("score", "coverage")}
    return authorities.annotate(**{name: Cast(KT(key), FloatField()) for name, key in keys.items()})


def with_document(edition: Edition, authorities: QuerySet[Collectivite], measure: str) -> QuerySet[Collectivite]:
    """Return the authorities with `document`: what the edition says of one measure for each, null when absent."""
    column = "scores" if measure in index_measures(edition) else "indicators"
    return authorities.annotate(document=F(f"{column}__{measure}"))


def inhabitants(edition: Edition, column: str) -> dict[str, int]:
    """Return the inhabitants of each territory, added up from its communes (column: departement, region)."""
    communes = Collectivite.objects.filter(edition=edition, kind="commune").order_by()
    return dict(communes.values(column).annotate(total=Sum("population")).values_list(column, "total"))


def obligation_figures(edition: Edition, territory_kind: str, territory: str) -> QuerySet[ObligationFigure]:
    """Return how many meet each obligation in one territory."""
    return ObligationFigure.objects.filter(edition=edition, territory_kind=territory_kind, territory=territory)


def communes_with(edition: Edition, fact: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return code, name and profile of the communes of which a yes/no fact is yes."""
    rows = Collectivite.objects.filter(edition=edition, kind="commune", **{f"facts__{fact}__number": 1})
    return list(rows.order_by("code").values_list("code", "name", "profile"))
