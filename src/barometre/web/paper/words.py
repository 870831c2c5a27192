"""The French of the sheet on paper: what `web.pages` and `web.guidance` know of a body, in the words of their pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.defaultfilters import capfirst

from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages.presenters import FULL, Evidence, Standing
from barometre.web.pages.sheet import AuthoritySheet
from barometre.web.pages.verdict import origin
from barometre.web.shared.areas import departements, regions
from barometre.web.shared.filters import populations, share
from barometre.web.shared.french import counted, number, of
from barometre.web.shared.memory import per_edition
from barometre.web.shared.words import STATUS, STATUS_HELP, day_words

Cell = str | dict[str, str]

NOT_CONCERNED = "not-concerned"
# Why something is not known, in the order they are told.
STATES = ("not-looked", "we-failed", "they-failed", NOT_CONCERNED)
CORRECTED = (
    "Sur la page de la collectivité, le lien « C’est faux ? » qui suit chaque réponse dit où la corriger et permet de "
    "la contester ; une nouvelle vérification du site et du courriel s’y demande aussi. Ce que nous ne savons pas ne "
    "compte pas contre la collectivité."
)
_NO_SCORE = "Pas de score : il faut connaître la moitié de ce qui la concerne."
_NOTHING = "Aucune source ne nous dit encore où en est cette collectivité : cela ne dit rien de sa valeur."
_THEMES = (
    "Un thème a un score quand deux indicateurs au moins, et la moitié de ce qui concerne la collectivité, sont "
    "connus ; il est provisoire en dessous de 80 %."
)
# Sources named, in the order of their identifiers.
_MOST_SOURCES = 8
_LICENCE = "Données du Baromètre : Licence Ouverte 2.0."
_SOURCES = f"Chaque réponse, sa preuve et sa date sont sur la page de la collectivité. {_LICENCE}"


def of_body(body: Collectivite) -> str:
    """Return « de » and a body: « de Mende », « du Département du Lot », « de la Région Bretagne »."""
    if body.kind == "departement" and body.name.startswith("Département"):
        return f"du {body.name}"
    feminine = ("Communauté", "Métropole", "Région", "Collectivité", "Ville")
    return f"de la {body.name}" if body.kind != "commune" and body.name.startswith(feminine) else of(body.name)


def who(edition: Edition, body: Collectivite) -> list[str]:
    """Return who a body is: kind, codes, inhabitants, the territories that it is in."""
    code = f", code INSEE {body.code}" if body.kind == "commune" else ""
    first = f"{capfirst(body.nature)}{code}, SIREN {body.siren}, {counted(body.population, 'habitant', 'habitants')}."
    inside = []
    if body.kind == "commune" and body.epci:
        inside.append(f"Intercommunalité : {_groupings(edition)[body.epci]}")
    for word, names, codes in (
        ("Département", departements(), body.profile["departements"]),
        ("Région", regions(), body.profile["regions"]),
    ):
        found = [names[code].name for code in codes if code in names and names[code].siren != body.siren]
        if found and body.kind not in ("departement", "region"):
            inside.append(f"{word}{'s' if len(found) > 1 else ''} : {', '.join(found)}")
    second = f"{'. '.join(inside)}. " if inside else ""
    third = f"Calcul du Baromètre, édition du {day_words(edition.date)} ; {populations()}."
    return [first, f"{second}{third}"]


@per_edition
def _groupings(edition: Edition) -> dict[str, str]:
    return queries.names(edition, ("epci",))


def standings(sheet: AuthoritySheet) -> list[dict[str, str]]:
    """Return the two readings of a body, and both when there is a score of both: title, sentences."""
    nothing = _NOTHING
    if sheet.own_failure:
        nothing = (
            f"Nous n’en savons rien : {sheet.own_failure}. Cette limite est la nôtre, elle ne compte pas contre la "
            "collectivité."
        )
    seen = _standing(sheet.seen) if sheet.seen.known else nothing
    told = [{"title": "Ce qui se voit", "words": " ".join(filter(None, (seen, sheet.place)))}]
    if sheet.said.known:
        told.append({"title": "Ce que la collectivité dit", "words": _standing(sheet.said)})
        if sheet.overall.score is not None:
            told.append({"title": "Les deux ensemble", "words": _standing(sheet.overall)})
    else:
        asked = counted(sheet.said.concerned, "question la concerne", "questions la concernent")
        end = f" ({asked})" if sheet.said.concerned else ""
        told.append({"title": "Ce que la collectivité dit", "words": f"aucune réponse publiée{end}."})
    return told


def _standing(one: Standing) -> str:
    level = f", niveau {one.level} sur 6 ({one.level_name})" if one.level else ""
    provisional = ", provisoire" if one.provisional else ""
    first = _NO_SCORE if one.score is None else f"{number(one.score, 0)} sur 100{level}{provisional}."
    known = counted(one.known, "indicateur connu", "indicateurs connus")
    later = (
        " Le score changera à mesure que les autres seront connus ; un niveau sera donné à partir de 80 %."
        if one.provisional
        else ""
    )
    base = f"{known} sur {number(one.concerned, 0)} qui la concernent (couverture : {share(one.coverage)})."
    return f"{first} {base}{later}"


def themes(sheet: AuthoritySheet) -> dict[str, Any]:
    """Return the table of themes: what is seen and what is said of each, in the order of the site."""
    return {
        "header": ["Thème", "Ce qui se voit", "Ce que la collectivité dit"],
        "rows": [[theme.title, _reading(theme.seen), _reading(theme.said)] for theme in sheet.themes],
        "note": _THEMES,
    }


def _reading(one: Standing) -> str:
    if not one.concerned:
        return "aucun ne la concerne"
    known = f"{counted(one.known, 'indicateur connu', 'indicateurs connus')} sur {one.concerned}"
    if one.score is None:
        return known
    level = f", {one.level_name}" if one.level else ""
    provisional = " (provisoire)" if one.provisional else ""
    return f"{number(one.score, 0)} sur 100{level}{provisional}, {known}, couverture {share(one.coverage)}"


def known(sheet: AuthoritySheet, most: int, notes: int) -> dict[str, Any]:
    """Return the known answers, at most so many: when they are more, those that may be better come first.

    Source and day are a column, or a line below when all have the same.
    """
    told = [one for theme in sheet.themes for one in theme.shown]
    if len(told) > most:
        told = sorted(told, key=lambda one: (one.record, one.score == FULL))
    left = len(told) - most
    origins = {one.origin for one in told}
    rows = [_answer(one, notes) for one in told[:most]]
    return {
        "header": ["Indicateur", "Réponse", "Score", *(["Source et date"] if len(origins) > 1 else [])],
        "rows": [row if len(origins) > 1 else row[:-1] for row in rows],
        "origin": f"Source : {origins.pop()}." if len(origins) == 1 else "",
        "none": _NOTHING if not sheet.own_failure else "Aucune.",
        "more": f"Et {counted(left, 'autre réponse connue', 'autres réponses connues')}, sur la page."
        if left > 0
        else "",
    }


def _answer(one: Evidence, notes: int) -> list[Cell]:
    told = [one.reason if notes else "", f"À noter : {one.aged}." if one.aged else ""]
    told += [*(one.details if notes > 1 else ())]
    told.append("La collectivité y a répondu, sur la page." if one.reply else "")
    score = "hors score" if one.record else "–" if one.score is None else number(one.score, 0)
    return [one.title, {"words": one.answer, "less": " ; ".join(filter(None, told))}, score, one.origin]


def unknown(sheet: AuthoritySheet, most: int) -> dict[str, Any]:
    """Return what is not known, each state apart, with at most so many titles; a reason that all share is told once."""
    every = [one for theme in sheet.themes for one in (*theme.unknown, *theme.outside)]
    rows: list[list[Cell]] = []
    for status in STATES:
        found = [one for one in every if one.status == status]
        if found:
            reasons = {one.reason for one in found if status != NOT_CONCERNED}
            shared = reasons.pop() if len(reasons) == 1 else ""
            titles = [f"{one.title} ({one.reason})" if one.reason in reasons - {""} else one.title for one in found]
            before = f"{capfirst(shared)} : " if shared else ""
            state = {"words": STATUS[status], "less": STATUS_HELP[status]}
            rows.append([state, number(len(found), 0), f"{before}{first_named(titles, most)}."])
    return {
        "header": ["Pourquoi", "Combien", "Lesquels"],
        "rows": rows,
        "none": "Rien : tout ce qui la concerne est connu.",
    }


def first_named(titles: Sequence[str], most: int) -> str:
    """Return the first titles, and how many more there are."""
    left = len(titles) - most
    told = " ; ".join(titles[:most])
    return f"{told} ; et {counted(left, 'autre', 'autres')}" if left > 0 else told


def sources(edition: Edition, sheet: AuthoritySheet) -> dict[str, Any]:
    """Return where the known answers come from: source, producer, newest day, the record to correct."""
    newest: dict[str, str] = {}
    for theme in sheet.themes:
        for one in theme.shown:
            source = sheet.authority.indicators[one.id]["source"]
            newest[source] = max(newest.get(source, ""), one.observed_on or "")
    entries: Mapping[str, Mapping[str, Any]] = edition.catalogue["sources"]
    rows = [_source(entries[name], day, sheet.authority) for name, day in sorted(newest.items()) if name in entries]
    left = len(rows) - _MOST_SOURCES
    more = f"Et {counted(left, 'autre source', 'autres sources')}, sur la page. " if left > 0 else ""
    return {
        "header": ["Source", "Producteur", "Date", "Où corriger"],
        "rows": rows[:_MOST_SOURCES],
        "note": f"{more}{_SOURCES}" if rows else f"Aucune source ne nous dit encore rien d’elle. {_LICENCE}",
    }


def _source(entry: Mapping[str, Any], day: str, body: Collectivite) -> list[Cell]:
    found = origin(entry, body)
    where: Cell = {"to": found.own_page, "words": "Sa fiche, chez le producteur"} if found.own_page else "–"
    return [found.name, found.producer, day_words(day) if day else "–", where]
