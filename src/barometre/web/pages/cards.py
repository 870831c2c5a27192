"""The card of a collectivité: what networks show beside the address of its page. It says no more than the page."""

from django.http import Http404, HttpRequest, HttpResponse

from barometre.web.editions import queries
from barometre.web.maps.card import WIDTH, card
from barometre.web.maps.png import png
from barometre.web.pages.sheet import AuthoritySheet, make_sheet
from barometre.web.shared.areas import departements
from barometre.web.shared.french import NO_BREAK, counted, number, percent
from barometre.web.shared.words import day_words

SITE = "Baromètre du numérique des collectivités"


def authority_card(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Answer with the card of a collectivité, as PNG.

    Raises:
        Http404: there is no such collectivité, or the address has a parameter.
    """
    edition = request.edition
    found = queries.by_code(edition, kind, key) if kind == "commune" else queries.by_siren(edition, key)
    if found is None or request.GET:
        raise Http404("Cette image n’existe pas.")
    place = departements().get(found.departement or "")
    about = found.nature.capitalize() + (f", {place.name}" if place and found.kind in ("commune", "epci") else "")
    figure, lines = told(make_sheet(edition, found)) if found.measured else ("", [])
    drawn = card(found.name, about, figure, lines, f"{SITE}, édition du {day_words(edition.date)}")
    return HttpResponse(png(drawn, WIDTH), content_type="image/png")


def told(sheet: AuthoritySheet) -> tuple[str, list[str]]:
    """Return what is said in large, and the lines under it: a score where the page has one, else what is known."""
    seen = sheet.seen
    if seen.score is not None:
        state = "score provisoire, " if seen.provisional else ""
        known = percent(100 * seen.coverage, 0)
        return f"{number(seen.score, 0)} sur 100", [f"Ce qui se voit{NO_BREAK}: {state}connu à {known}."]
    if not seen.known:
        return "", ["Aucune source ne nous dit encore où elle en est. Cela ne dit rien de sa valeur."]
    known = counted(seen.known, "indicateur connu", "indicateurs connus")
    return known, [f"sur {number(seen.concerned, 0)} qui la concernent{NO_BREAK}: trop peu pour un score."]
