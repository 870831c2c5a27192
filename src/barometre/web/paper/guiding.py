"""The French of the sheet on paper for what guides: what the law expects of a body, and its next steps."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from barometre.catalogue.guidance import Helper
from barometre.guidance.nearby import Help
from barometre.web.editions.models import Edition
from barometre.web.guidance.agenda import Agenda, Line
from barometre.web.guidance.nearest import Near
from barometre.web.guidance.plan import Advice
from barometre.web.pages.sheet import AuthoritySheet
from barometre.web.paper.words import Cell, first_named
from barometre.web.shared.french import counted, number
from barometre.web.shared.words import day_words

_LAW = (
    "Ce que personne n’a vu reste à vérifier : ce n’est pas un manquement. Entre parenthèses, la date depuis laquelle "
    "un texte s’applique. Cette liste n’est pas un conseil juridique."
)


def law(found: Agenda, most: int) -> dict[str, Any]:
    """Return the obligations of a body by state: met, not met, not known and why, at most so many named in each."""
    if not found.told:
        told = "Cette édition a été faite avant que le Baromètre connaisse les obligations."
        return {"intro": told, "header": [], "rows": [], "note": ""}
    rows = [
        *_state("Non remplies", found.missed, most, why=True),
        *_state("Remplies", found.met, most),
        *(
            row
            for because, group in groupby(sorted(found.visible, key=_because), key=_because)
            for row in _state("Non connues", list(group), most, less=because)
        ),
        *_state("Non connues", found.hidden, most, less="vous seuls pouvez le dire"),
        *_state("Selon sa situation", found.uncertain, most, less="nous ne savons pas si elles la concernent"),
        *_state("À venir", found.coming, most),
    ]
    sure = [
        counted(len(found.missed), "obligation non remplie", "obligations non remplies"),
        counted(len(found.met), "remplie", "remplies"),
        counted(len(found.unknown), "non connue", "non connues"),
    ]
    return {
        "intro": f"{', '.join(sure)}, parmi celles qui la visent sûrement et dont le texte a été vérifié.",
        "header": ["État", "Combien", "Lesquelles"],
        "rows": rows,
        "note": _LAW,
    }


def _because(one: Line) -> str:
    return one.because


def _state(label: str, found: list[Line], most: int, *, why: bool = False, less: str = "") -> Iterable[list[Cell]]:
    if found:
        titles = [f"{one.obligation.title}{_since(one)}{f' : {one.because}' if why else ''}" for one in found]
        yield [
            {"words": label, "less": less},
            number(len(found), 0),
            f"{first_named(titles, most)}.",
        ]


def _since(one: Line) -> str:
    return f" ({day_words(one.obligation.starts)})" if one.obligation.starts else ""


def step(one: Advice, helpers: int) -> dict[str, str]:
    """Return one next step: what, why, how to begin, time and cost, who helps, at most so many."""
    action = one.action
    told = [action.why, action.how[0], "" if one.step.known else "À vérifier : nous ne savons pas si c’est fait."]
    if one.points:
        told.append(f"{counted(one.points, 'point', 'points')} de plus.")
    told.append("La loi le demande." if one.duties or one.doubts else "")
    told.append(f"Temps : {action.duration}. Coût : {action.cost}.")
    return {"title": f"{action.title}.", "words": " ".join(filter(None, told)), "who": _who_helps(one, helpers)}


def _who_helps(one: Advice, most: int) -> str:
    """Return who helps near, then whom to ask further away: nobody is said near who is not."""
    told = [_helper(help_) for help_ in one.near.near[:most]]
    told += [_place(place) for place in one.places[:1]]
    if told or one.national:
        return f"Qui aide ici : {' ; '.join(told or [_called(helper) for helper in one.national[:most]])}."
    if one.near.further:
        named = " ; ".join(_called(help_.helper) for help_ in one.near.further[:most])
        return f"Aucune source ne nomme quelqu’un pour cela près de vous. Vous pouvez demander à : {named}."
    return "Aucune source ne nomme quelqu’un qui aide pour cela dans votre département."


def _helper(one: Help) -> str:
    return f"{_called(one.helper)} ({one.words}{'' if one.helper.read == 'read' else ', à confirmer'})"


def _called(one: Helper) -> str:
    return f"{one.name}, {one.phone}" if one.phone else one.name


def _place(place: Near) -> str:
    where = f"{number(place.distance, 0)} km à vol d’oiseau" if place.distance else "dans la commune"
    return f"{place.what} : {place.commune} ({where})"


def no_step(edition: Edition, sheet: AuthoritySheet) -> str:
    """Return why there is no step to tell."""
    if not edition.catalogue.get("actions"):
        return "Cette édition a été faite avant que le Baromètre connaisse les actions."
    return (
        "Rien à proposer parmi ce que nous savons à ce jour."
        if sheet.looked
        else "Nous ne savons pas encore dire ce qui manque."
    )
