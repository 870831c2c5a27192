"""Maps and charts of pages as files for a slide, in SVG and PNG: only those, at fixed addresses and of one size."""

from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.maps.legend import legend_lines
from barometre.web.maps.png import png
from barometre.web.maps.slide import Slide, slide
from barometre.web.pages import members
from barometre.web.pages.course import course
from barometre.web.pages.figures import AreaMap, distribution_chart, map_of_france, strate_chart
from barometre.web.pages.measures import figures_table, rows_of
from barometre.web.pages.sheet import make_sheet
from barometre.web.pages.territories import map_of_region
from barometre.web.shared import catalogue
from barometre.web.shared.areas import FRANCE, Area, departements, epci_area, regions
from barometre.web.shared.catalogue import ALL_SEEN, Measure
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.words import day_words

# Pixels: a slide on the whole of a large screen.
PNG_WIDTH = 1920
CONTOURS = f"Contours{NO_BREAK}: IGN, Admin Express."

Build = Callable[[HttpRequest, str], Slide | None]


def picture(request: HttpRequest, build: Build, form: str, key: str = "") -> HttpResponse:
    """Answer with one picture, in SVG or PNG.

    Raises:
        Http404: the page has no such picture, or the address has something that the picture does not depend on.
    """
    if set(request.GET) - {"mesure"}:
        raise Http404("Une image n’a pas d’autre paramètre que « mesure ».")
    shown = build(request, key)
    if shown is None:
        raise Http404("Trop peu est connu pour cette image, ou elle serait d’une seule couleur.")
    drawn = slide(shown)
    if form == "png":
        response = HttpResponse(png(drawn, PNG_WIDTH), content_type="image/png")
    else:
        response = HttpResponse(drawn, content_type="image/svg+xml")
    name = f"barometre-{request.path.strip('/').rpartition('.')[0].replace('/', '-')}-{request.edition.date}.{form}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def pictures(address: str, name: str, **builds: Build) -> list[URLPattern]:
    """Return the addresses of the pictures of a page, each in its two forms: `carte.svg`, `carte.png`."""
    return [
        path(f"{address}{kind}.{form}", picture, {"build": build, "form": form}, name=f"{name}-{kind}-{form}")
        for kind, build in builds.items()
        for form in ("svg", "png")
    ]


def measure_map(request: HttpRequest, key: str) -> Slide | None:
    """Return the map of a theme or an indicator."""
    return _of_map(request, map_of_france(request.edition, _measure(request, key)))


def measure_sizes(request: HttpRequest, key: str) -> Slide | None:
    """Return a theme or an indicator by size of commune."""
    return _sizes(request, _measure(request, key))


def measure_course(request: HttpRequest, key: str) -> Slide | None:
    """Return a theme or an indicator, edition after edition."""
    return _course(request, FRANCE, _measure(request, key))


def france_map(request: HttpRequest, key: str) -> Slide | None:  # noqa: ARG001
    """Return the map of France, of the measure asked for."""
    return _of_map(request, map_of_france(request.edition, catalogue.chosen(request, request.edition)))


def france_sizes(request: HttpRequest, key: str) -> Slide | None:  # noqa: ARG001
    """Return the measure asked for, by size of commune."""
    return _sizes(request, catalogue.chosen(request, request.edition))


def france_distribution(request: HttpRequest, key: str) -> Slide | None:  # noqa: ARG001
    """Return the distribution of the scores of communes."""
    edition = request.edition
    among = catalogue.national(edition).get(ALL_SEEN)
    measure = catalogue.measure(edition, ALL_SEEN)
    if among is None or not among.histogram or measure is None:
        return None
    return _slide(request, distribution_chart(among, "communes"), "Scores des communes de France", "", measure)


def area_course(request: HttpRequest, key: str, kind: str = "france") -> Slide | None:
    """Return the measure asked for in a territory, edition after edition."""
    measure = catalogue.chosen(request, request.edition)
    if kind == "france":
        return _course(request, FRANCE, measure)
    area = _epci(request.edition, key)[1] if kind == "epci" else _area(regions() | departements(), kind, key)
    return _course(request, area, measure)


def region_map(request: HttpRequest, key: str) -> Slide | None:
    """Return the map of the départements of a région."""
    edition = request.edition
    area = _area(regions(), "region", key)
    return _of_map(request, map_of_region(edition, area, catalogue.chosen(request, edition)))


def departement_map(request: HttpRequest, key: str) -> Slide | None:
    """Return the map of the communes of a département."""
    return _members_map(request, "departement", _area(departements(), "departement", key))


def epci_map(request: HttpRequest, key: str) -> Slide | None:
    """Return the map of the communes of an EPCI or an EPT."""
    authority, area = _epci(request.edition, key)
    return _members_map(request, authority.kind, area)


def commune_map(request: HttpRequest, key: str) -> Slide | None:
    """Return the map of a commune among those of its EPCI."""
    authority = _found(queries.by_code(request.edition, "commune", key))
    return _of_map(request, members.map_around(request.edition, authority))


def commune_distribution(request: HttpRequest, key: str) -> Slide | None:
    """Return a commune among its peers."""
    return _among_peers(request, _found(queries.by_code(request.edition, "commune", key)))


def authority_distribution(request: HttpRequest, key: str) -> Slide | None:
    """Return the authority of a département or a région among its peers."""
    return _among_peers(request, _found(queries.by_siren(request.edition, key)))


def _measure(request: HttpRequest, key: str) -> Measure:
    """Return the theme or the indicator of whose page the picture is."""
    found = catalogue.measure(request.edition, key)
    if found is None or not request.path.startswith(found.address):
        raise Http404(f"Cette édition n’a ni thème ni indicateur nommé « {key} » à cette adresse.")
    return found


def _found(authority: Collectivite | None) -> Collectivite:
    if authority is None:
        raise Http404("Aucune collectivité n’a ce code dans cette édition.")
    return authority


def _area(areas: dict[str, Area], kind: str, key: str) -> Area:
    area = areas.get(key)
    if area is None or area.kind != kind:
        raise Http404(f"Aucun territoire n’a le code « {key} ».")
    return area


def _epci(edition: Edition, key: str) -> tuple[Collectivite, Area]:
    authority = _found(queries.by_siren(edition, key))
    if authority.kind not in ("epci", "ept"):
        raise Http404(f"Aucune intercommunalité n’a le SIREN « {key} ».")
    return authority, epci_area(authority)


def _members_map(request: HttpRequest, kind: str, area: Area) -> Slide | None:
    measure = catalogue.chosen(request, request.edition)
    communes = members.communes(request.edition, kind, area.code, measure)
    return _of_map(request, members.map_of(communes, measure, area.name))


def _of_map(request: HttpRequest, shown: AreaMap) -> Slide | None:
    """Return a map with its legend and, where its values are those of territories, the figure of France."""
    if shown.scale is None:
        return None
    areas = [shown.coloured[outline.code] for outline in shown.drawing.outlines]
    legend = [("", shown.mean_words)] if shown.mean_words else []
    legend += [(css, f"{words} ({number(count, 0)})") for css, words, count in legend_lines(shown.scale, areas)]
    if shown.current:
        legend.append(("ici", shown.coloured[shown.current].name))
    title = f"{shown.measure.label}, {shown.where}"
    what = shown.what if shown.measure.unit else f"{shown.what}, sur 100"
    return _slide(request, shown.svg, title, what, shown.measure, legend, [CONTOURS])


def _sizes(request: HttpRequest, measure: Measure) -> Slide | None:
    whole = catalogue.national(request.edition).get(measure.id)
    if whole is None or whole.mean is None:
        return None
    title = f"{measure.label}, selon la taille de la commune"
    table = rows_of(figures_table(request.edition, measure, ""), "Strate", title)
    return _slide(request, strate_chart(table, measure), title, measure.column, measure)


def _course(request: HttpRequest, area: Area, measure: Measure) -> Slide | None:
    told = course(request.edition, area.aggregated, measure)
    if told is None:
        return None
    return _slide(request, told.chart, f"{measure.label}, {area.name}, d’édition en édition", measure.column, measure)


def _among_peers(request: HttpRequest, authority: Collectivite) -> Slide | None:
    sheet = make_sheet(request.edition, authority)
    measure = catalogue.measure(request.edition, ALL_SEEN)
    if sheet.chart is None or measure is None:
        return None
    title = f"{authority.name} parmi les {sheet.peers}"
    return _slide(request, sheet.chart, title, "Score de ce qui se voit, à questions égales, sur 100", measure)


def _slide(
    request: HttpRequest,
    drawing: str,
    title: str,
    what: str,
    measure: Measure,
    legend: Iterable[tuple[str, str]] = (),
    credits: Iterable[str] = (),
) -> Slide:
    """Return a picture with its date, its sources, its licence and the address where it is."""
    edition = request.edition
    day = day_words(edition.date)
    sources = catalogue.sources_of_measure(edition, measure)
    named = f"{NO_BREAK}; ".join(f"{source['name']}, {day_words(source['date'])}" for source in sources)
    where = request.build_absolute_uri(request.path.rpartition("/")[0] + "/")
    lines = [
        " ".join([f"Source{NO_BREAK}: {named}." if named else "", *credits]).strip(),
        f"Calcul{NO_BREAK}: Baromètre du numérique des collectivités, Licence Ouverte 2.0, {where}",
    ]
    subtitle = f"{what}, édition du {day}" if what else f"Édition du {day}"
    return Slide(drawing, title, subtitle, list(legend), [line for line in lines if line])
