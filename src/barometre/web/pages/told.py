"""What is said of a body or a territory outside the site, in badges and cards: never more than its page says.

The words are made here once; `barometre.web.maps` draws them.
"""

from collections.abc import Mapping

from barometre.indicators.evaluate import Status
from barometre.scoring.readings import Reading, measure_id
from barometre.web.editions import queries
from barometre.web.editions.models import Aggregate, Collectivite, Edition
from barometre.web.maps.badge import Picture, ThemeBar, themes_chart
from barometre.web.maps.label import SITE, Label
from barometre.web.pages.presenters import Standing, standing
from barometre.web.pages.sheet import one_evidence
from barometre.web.pages.territorial import figure
from barometre.web.shared import catalogue
from barometre.web.shared.areas import Area, departements
from barometre.web.shared.catalogue import ALL_SEEN, Measure, default_measure
from barometre.web.shared.french import NO_BREAK, counted, number, percent
from barometre.web.shared.words import day_words

SEEN = "Ce qui se voit"
NOTHING = f"Aucune source ne le dit encore{NO_BREAK}: cela ne dit rien de sa valeur"
OWN_FAILURE = f"Notre observation a échoué{NO_BREAK}: cela ne compte pas contre la collectivité"
UNSEEN = ("Ne se voit pas de l’extérieur", "Seule la collectivité peut le dire")
NOT_CONCERNED = "La question ne se pose pas ici"
# Why there is no score (barometre.scoring.scores): of the whole, of a theme.
TOO_FEW = f"Pas de score{NO_BREAK}: il faut connaître la moitié de ce qui la concerne"
TOO_FEW_OF_THEME = f"Pas de score{NO_BREAK}: il faut deux réponses connues, et la moitié de ce qui la concerne"


def told(edition: Edition, body: Collectivite, subject: str = "") -> Label | None:
    """Return what is said of a body: of all that is seen, of a theme or of an indicator; None: there is no such one."""
    if subject in edition.catalogue["indicators"]:
        return _of_indicator(edition, body, subject)
    if subject and subject not in edition.catalogue["themes"]:
        return None
    measure = measure_id(subject, Reading.SEEN) if subject else ALL_SEEN
    title = f"{edition.catalogue['themes'][subject]['name']} ({SEEN.lower()})" if subject else SEEN
    if subject and subject not in seen_themes(edition):
        return _label(edition, body, title, UNSEEN[0], UNSEEN[1:])
    seen = standing(body.scores, measure, edition.catalogue["levels"])
    figure, details = _standing_words(body, seen, TOO_FEW_OF_THEME if subject else TOO_FEW)
    return _label(edition, body, title, figure, details)


def seen_themes(edition: Edition) -> dict[str, str]:
    """Return the names of the themes of which something can be seen, by their ids."""
    asked = {edition.catalogue["indicators"][one]["theme"] for one in catalogue.seen_indicators(edition)}
    return {theme: entry["name"] for theme, entry in edition.catalogue["themes"].items() if theme in asked}


def chart_of_themes(edition: Edition, body: Collectivite) -> Picture:
    """Return the themes of a body as bars, with those that cannot be seen named apart."""
    themes, label = seen_themes(edition), told(edition, body)
    assert label is not None
    unseen = [entry["name"] for theme, entry in edition.catalogue["themes"].items() if theme not in themes]
    return themes_chart(label, _bars(edition, body, themes), unseen)


def _bars(edition: Edition, body: Collectivite, themes: Mapping[str, str]) -> list[ThemeBar]:
    """Return the score of each theme of a body, or how much is known of it."""
    bars = []
    for theme, name in themes.items():
        seen = standing(body.scores, measure_id(theme, Reading.SEEN), edition.catalogue["levels"])
        if seen.score is not None:
            words = f"{number(seen.score, 0)} sur 100{', provisoire' if seen.provisional else ''}"
        elif not seen.concerned:
            words = "non concernée"
        else:
            known = number(seen.known, 0) if seen.known else "aucun"
            words = f"{known} connu{'s' if seen.known > 1 else ''} sur {number(seen.concerned, 0)}"
        bars.append(ThemeBar(name, seen.score, words, bool(seen.concerned)))
    return bars


def of_area(edition: Edition, area: Area, measure: Measure | None = None) -> Label:
    """Return what is said of a territory: the figure of its communes for a measure, by default that of its map."""
    measure = measure or default_measure(edition)
    row = queries.aggregate(edition, *area.aggregated, "commune", measure.id)
    said, details = _area_words(row, measure)
    kind = {"france": "", "region": "Région", "departement": f"Département {area.code}"}[area.kind]
    return Label(area.name, kind, measure.label, said, details, day_words(edition.date))


def of_site(edition: Edition) -> Label:
    """Return what is said of the site as a whole."""
    what = "Où en est la transformation numérique de chaque collectivité française, preuves à l’appui"
    return Label(SITE, "", "", "", (what,), day_words(edition.date))


def _area_words(row: Aggregate | None, measure: Measure) -> tuple[str, tuple[str, ...]]:
    if row is None or not row.known:
        return "", ("Aucune source ne nous dit encore où en sont ses communes",)
    found = figure(row, measure)
    said = " ".join(filter(None, (found.before, found.words, found.after)))
    return said[:1].upper() + said[1:], (found.base[:1].upper() + found.base[1:],)


def _standing_words(body: Collectivite, seen: Standing, too_few: str) -> tuple[str, tuple[str, ...]]:
    """Return the figure of a score and what goes with it: the score where the page has one, else what is known."""
    if seen.score is not None:
        known = f"connu à {percent(100 * seen.coverage, 0)}"
        return f"{number(seen.score, 0)} sur 100", (
            f"Score provisoire, {known}" if seen.provisional else known.capitalize(),
        )
    if not seen.concerned:
        return "Non concernée", (NOT_CONCERNED,)
    if not seen.known:
        ours = any(one.get("status") == Status.WE_FAILED for one in body.indicators.values())
        looked = any(one.get("status") == Status.KNOWN for one in body.indicators.values())
        return "Pas encore connu", (OWN_FAILURE if ours and not looked else NOTHING,)
    known = counted(seen.known, "indicateur connu", "indicateurs connus")
    return f"{known} sur {number(seen.concerned, 0)}", (too_few,)


def _of_indicator(edition: Edition, body: Collectivite, indicator: str) -> Label:
    """Return one answer, with who says it and on which day; the four ways of not knowing stay apart."""
    shown = one_evidence(edition, body, indicator)
    details = (shown.origin, *([shown.aged] if shown.aged else [])) if shown.known else (shown.status_help,)
    return _label(edition, body, shown.title, shown.answer, tuple(filter(None, details)))


def _label(edition: Edition, body: Collectivite, subject: str, figure: str, details: tuple[str, ...]) -> Label:
    place = departements().get(body.departement or "")
    about = body.nature.capitalize() + (f", {place.name}" if place and body.kind in ("commune", "epci") else "")
    details = tuple(f"{words[0].upper()}{words[1:].rstrip('.')}." for words in details)
    return Label(body.name, about, subject, figure, details, day_words(edition.date))
