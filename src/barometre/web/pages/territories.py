"""Pages of territories: France, a région, a département, an EPCI or an EPT. Map, figures, comparison, members."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from barometre.territory import history
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Edition
from barometre.web.maps.geometry import projected
from barometre.web.pages import members
from barometre.web.pages.alike import alike_table
from barometre.web.pages.compare import comparison, figures_of, key_figures, kinds_table
from barometre.web.pages.course import course
from barometre.web.pages.figures import AreaMap, areas_table, map_of_areas, map_of_france
from barometre.web.pages.lacking import lacking
from barometre.web.pages.measures import figures_table
from barometre.web.pages.movements import of_area, of_body
from barometre.web.pages.presenters import standing
from barometre.web.pages.sheet import make_sheet
from barometre.web.pages.territorial import Figure, figure, mean_words
from barometre.web.programme.sheet import programme_of
from barometre.web.shared import catalogue, french, guidance
from barometre.web.shared.areas import FRANCE, Area, above, departements, epci_area, regions, trail
from barometre.web.shared.catalogue import ALL_SEEN
from barometre.web.shared.tables import Table, csv_response
from barometre.web.shared.words import missing_words


def france(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show France: the map of its départements, the table of its régions."""
    edition, measure = request.edition, catalogue.chosen(request, request.edition)
    csv = reverse("france-csv") + measure.query
    if as_csv:
        return csv_response(figures_table(edition, measure, csv), f"france-{measure.id}-{edition.date}")
    means = catalogue.aggregates_of(edition, "region", list(regions()), measure.id)
    places = departements()
    drawn = catalogue.aggregates_of(edition, "departement", list(places), measure.id)
    page = {
        **_common(edition, FRANCE, measure, []),
        "map": map_of_france(edition, measure),
        "table": areas_table(edition, regions().values(), means, measure, "Région", csv),
        "kinds": kinds_table(edition),
        "departements": [(place, _figure(drawn.get(place.code), measure)) for place in places.values()],
    }
    return render(request, "pages/france.html", page)


def region(request: HttpRequest, code: str, as_csv: bool = False) -> HttpResponse:
    """Show a région: the map and table of its départements."""
    edition, measure = request.edition, catalogue.chosen(request, request.edition)
    if code not in regions():
        raise Http404(f"Aucune région n’a le code « {code} ».")
    area = regions()[code]
    inside = {area.code: area for area in departements().values() if area.region == code}
    means = catalogue.aggregates_of(edition, "departement", list(inside), measure.id)
    csv = reverse("region-csv", args=[code]) + measure.query
    table = areas_table(edition, inside.values(), means, measure, "Département", csv)
    if as_csv:
        return csv_response(table, f"region-{code}-{measure.id}-{edition.date}")
    page = {
        **_common(edition, area, measure, above(None)),
        "meta": [("Région", None), (french.counted(len(inside), "département", "départements"), None)],
        "map": map_of_region(edition, area, measure),
        "table": table,
    }
    return render(request, "pages/region.html", page)


def map_of_region(edition: Edition, area: Area, measure: catalogue.Measure) -> AreaMap:
    """Return the map of the départements of a région."""
    inside = {one.code: one for one in departements().values() if one.region == area.code}
    means = catalogue.aggregates_of(edition, "departement", list(inside), measure.id)
    whole = catalogue.national(edition).get(measure.id)
    return map_of_areas(projected("departement", inside), inside, means, measure, area.name, whole and whole.mean)


def departement(request: HttpRequest, code: str, as_csv: bool = False) -> HttpResponse:
    """Show a département: the map of its communes, the table of its EPCI, communes in order of names."""
    edition, measure = request.edition, catalogue.chosen(request, request.edition)
    if code not in departements():
        raise Http404(f"Aucun département n’a le code « {code} ».")
    area = departements()[code]
    communes = members.communes(edition, "departement", code, measure)
    csv = reverse("departement-csv", args=[code]) + measure.query
    if as_csv:
        table = members.table(edition, communes, measure, csv)
        return csv_response(table, f"departement-{code}-{measure.id}-{edition.date}")
    intercommunal = _epci_table(edition, code, measure)
    page = {
        **_common(edition, area, measure, above(area.region)),
        **members.page(request, communes, measure, csv),
        "meta": [
            (f"Département {code}", None),
            (french.counted(len(communes), "commune", "communes"), None),
            (french.counted(len(intercommunal.rows), "intercommunalité", "intercommunalités"), None),
        ],
        "map": members.map_of(communes, measure, area.name),
        "epci": intercommunal,
    }
    return render(request, "pages/departement.html", page)


def epci_of_departement(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the EPCI of a département, as a file."""
    edition, measure = request.edition, catalogue.chosen(request, request.edition)
    if code not in departements():
        raise Http404(f"Aucun département n’a le code « {code} ».")
    return csv_response(_epci_table(edition, code, measure), f"departement-{code}-epci-{measure.id}-{edition.date}")


def _epci_table(edition: Edition, code: str, measure: catalogue.Measure) -> Table:
    epci = {authority.code: epci_area(authority) for authority in queries.members(edition, "departement", code, "epci")}
    means = catalogue.aggregates_of(edition, "epci", list(epci), measure.id)
    csv = reverse("departement-epci", args=[code]) + measure.query
    return areas_table(edition, epci.values(), means, measure, "Intercommunalité", csv)


def epci(request: HttpRequest, code: str, as_csv: bool = False) -> HttpResponse:
    """Show an EPCI or an EPT: its own sheet in short, the map and table of its communes."""
    edition, measure = request.edition, catalogue.chosen(request, request.edition)
    authority = queries.by_siren(edition, code)
    if authority is None and (today := history.heir(code)):
        return HttpResponsePermanentRedirect(reverse("epci", args=[today]))
    if authority is None or authority.kind not in ("epci", "ept"):
        raise Http404(f"Aucune intercommunalité n’a le SIREN « {code} ».")
    area = epci_area(authority)
    communes = members.communes(edition, authority.kind, code, measure)
    csv = reverse("epci-csv", args=[code]) + measure.query
    if as_csv:
        table = members.table(edition, communes, measure, csv)
        return csv_response(table, f"epci-{code}-{measure.id}-{edition.date}")
    page = {
        **_common(edition, area, measure, above(authority.region, authority.departement)),
        **members.page(request, communes, measure, csv),
        **members.of_metropolis(edition, authority),
        **(of_body(edition, authority, area) if authority.measured else {}),
        "meta": [
            (authority.nature.capitalize(), None),
            (f"{french.number(authority.population, 0)} habitants", None),
            (french.counted(len(communes), "commune", "communes"), None),
            (f"SIREN {code}", None),
        ],
        "map": members.map_of(communes, measure, area.name),
        "programme": programme_of(authority),
        "embed": reverse("collectivite-embed", args=[code]),
    }
    if authority.kind == "ept":
        page["answer"] = _figure(members.summary(communes), measure)
    return render(request, "pages/epci.html", page)


def _common(edition: Edition, area: Area, measure: catalogue.Measure, chain: list[Area]) -> dict[str, object]:
    """Return what every page of a territory shows: answer, key figures, comparison, measures, its own authority."""
    here = figures_of(edition, area)
    figures, hardly_known = key_figures(edition, area, here)
    reference = catalogue.national(edition).get(measure.id)
    own = queries.by_siren(edition, area.siren) if area.siren else None
    sheet = make_sheet(edition, own) if own and own.measured else None
    has_board = area.kind != "france"
    levels = edition.catalogue["levels"]
    return {
        "area": area,
        "measure": measure,
        "pictures_at": area.address,
        "pictures_query": measure.query,
        "offered": catalogue.offered(edition, measure),
        "measure_credits": catalogue.sources_of_measure(edition, measure),
        "chain": chain,
        "trail": trail(chain, area.name),
        "figures": figures,
        "hardly_known": hardly_known,
        "comparison": comparison(edition, area, chain),
        "answer": _figure(queries.aggregate(edition, *area.aggregated, "commune", measure.id), measure),
        "reference": mean_words(reference.mean, measure.unit) if reference and reference.mean is not None else "",
        **(of_area(edition, area) if area.kind in ("france", "region", "departement") else {}),
        "course": course(edition, area.aggregated, measure) if area.kind != "ept" else None,
        "authority": own,
        "sheet": sheet,
        **(guidance.links("collectivite", own.siren) if sheet and own else {}),
        "alike": alike_table(edition, own) if sheet and own else None,
        "lacking": lacking(edition, area, here),
        "card": area.address + "apercu.png",
        "board": reverse(f"{area.kind.replace('ept', 'epci')}-board", args=[area.code]) if has_board else "",
        "authority_seen": standing(own.scores, ALL_SEEN, levels) if own else None,
        "authority_missing": missing_words(sheet.missing_seen) if sheet else "",
    }


def _figure(row: Aggregate | None, measure: catalogue.Measure) -> Figure | None:
    return figure(row, measure) if row and row.known else None
