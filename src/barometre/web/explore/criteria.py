"""Which collectivités an address asks for: each criterion with its words and its test over the grid. Pure.

`type`, `strate`, `territoire`, `indicateur` and `reponse`, `theme` with `de` and `a`, `obligation`. An empty value asks
for nothing; one that means nothing is refused with the reason.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from barometre.territory.names import normalise
from barometre.territory.strates import STRATES
from barometre.web.explore.grid import UNMET
from barometre.web.shared.areas import departements, regions
from barometre.web.shared.catalogue import ALL_SEEN
from barometre.web.shared.french import NO_BREAK, of
from barometre.web.shared.requests import ParameterError
from barometre.web.shared.words import KINDS, peers_words

Asked = Mapping[str, str]
# Kinds measured.
MEASURED = ("commune", "epci", "departement", "region")
# Value of `reponse` -> how it is read, and shown in a list.
ANSWERS = {
    "connue": "réponse connue",
    "oui": "oui, ou 100 sur 100",
    "en-partie": "en partie",
    "non": "non, ou 0 sur 100",
    "non-concernee": "non concernée",
    "pas-regardee": "pas regardé",
    "echec": "nous n’avons pas pu",
    "sans-reponse": "pas de réponse exploitable",
    "inconnue": "réponse non connue",
}
_STATUS = {"non-concernee": "not-concerned", "pas-regardee": "not-looked", "echec": "we-failed"}
_STATUS |= {"sans-reponse": "they-failed", "connue": "known"}
LONGEST = 100


@dataclass(frozen=True)
class Criterion:
    """One thing asked: `parameters` of the address, French `words`, and what a row must be."""

    parameters: Mapping[str, str]
    words: str
    test: pl.Expr


def read(asked: Asked, catalogue: Mapping[str, Any], rows: pl.DataFrame) -> list[Criterion]:
    """Return the criteria of an address.

    Args:
        asked: parameters of the address.
        catalogue: that of the edition: indicators and themes.
        rows: the grid, where EPCI are found.

    Raises:
        ParameterError: a value means nothing.
    """
    found = [
        _kind(asked),
        _strate(asked),
        _territory(asked, rows),
        _answer(asked, catalogue["indicators"], rows),
        _score(asked, catalogue["themes"], rows),
        _duty(asked),
    ]
    return [one for one in found if one is not None]


def meeting(criteria: Sequence[Criterion]) -> pl.Expr:
    """Return what a row must be to meet them all; one that is not known does not."""
    return pl.all_horizontal(pl.lit(True), *(one.test.fill_null(False) for one in criteria))


def parameters(criteria: Sequence[Criterion]) -> dict[str, str]:
    """Return the parameters of some criteria, in their order."""
    return {name: value for one in criteria for name, value in one.parameters.items()}


def _value(asked: Asked, name: str) -> str:
    return " ".join(asked.get(name, "").split())[:LONGEST]


def refused(name: str, value: str, expected: str) -> ParameterError:
    """Return the reason why a value is refused."""
    return ParameterError(f"Paramètre « {name} » : « {value} » reçu ; {expected}.")


def _kind(asked: Asked) -> Criterion | None:
    if not (kind := _value(asked, "type")):
        return None
    if kind not in MEASURED:
        raise refused("type", kind, f"il faut {', '.join(MEASURED)}")
    return Criterion({"type": kind}, KINDS[kind], pl.col("kind") == kind)


def _strate(asked: Asked) -> Criterion | None:
    if not (strate := _value(asked, "strate")):
        return None
    kinds = {one.id: kind for kind in MEASURED for one in STRATES[kind]}
    if strate not in kinds:
        raise refused("strate", strate, "il faut un identifiant de strate, comme commune-0-499")
    kind = _value(asked, "type")
    if kind and kind != kinds[strate]:
        raise refused("strate", strate, f"cette taille n’est pas une taille {of(KINDS[kind])}, changez l’un des deux")
    return Criterion({"strate": strate}, peers_words(kinds[strate], strate), pl.col("strate") == strate)


def _territory(asked: Asked, rows: pl.DataFrame) -> Criterion | None:
    if not (text := _value(asked, "territoire")):
        return None
    kind, code, name = territory(text, rows)
    inside = pl.col(kind) == code
    if kind in ("departement", "region"):  # an EPCI, or an authority, may lie in several
        inside |= (pl.col("kind") != "commune") & pl.col(f"{kind}s").list.contains(code)
    if kind == "epci":
        inside |= pl.col("siren") == code
    return Criterion({"territoire": f"{kind}-{code}"}, f"territoire{NO_BREAK}: {name}", inside)


def territory(text: str, rows: pl.DataFrame) -> tuple[str, str, str]:
    """Return kind, code and name of a territory given by its code, its SIREN or its whole name.

    Raises:
        ParameterError: there is none, or several.
    """
    kind, _, code = text.partition("-")
    if area := {"region": regions(), "departement": departements()}.get(kind, {}).get(code.upper()):
        return kind, area.code, area.name
    places = [("region", one.code, one.name, one.siren) for one in regions().values()]
    places += [("departement", one.code, one.name, one.siren) for one in departements().values()]
    of_epci = rows.filter(pl.col("kind") == "epci").select("siren", "name")
    places += [("epci", siren, name, siren) for siren, name in of_epci.iter_rows()]
    exact = [place for place in places if (place[0], place[1]) == (kind, code.upper())]
    exact = exact or [place for place in places if place[0] != "region" and place[1] == text.upper()]
    found = exact or [place for place in places if text == place[3] or normalise(place[2]) == normalise(text)]
    # Overseas, a région and its département are one territory.
    if len(found) == 2 and {place[0] for place in found} == {"region", "departement"}:
        found = found[:1]
    if len(found) == 1:
        return found[0][:3]
    if not found:
        expected = "il faut le nom entier, le code ou le SIREN d’une région, d’un département ou d’une intercommunalité"
        raise refused("territoire", text, expected)
    raise refused("territoire", text, f"plusieurs ont ce nom, donnez le code : {', '.join(one[1] for one in found)}")


def _answer(asked: Asked, indicators: Mapping[str, Any], rows: pl.DataFrame) -> Criterion | None:
    name, answer = _value(asked, "indicateur"), _value(asked, "reponse")
    if answer and answer not in ANSWERS:
        raise refused("reponse", answer, f"il faut {', '.join(ANSWERS)}")
    if not name:
        if answer and answer != "connue":
            raise refused("reponse", answer, "choisissez aussi l’indicateur dont c’est la réponse")
        return None
    if name not in indicators or name not in rows.columns:
        raise refused("indicateur", name, "cette édition n’a pas d’indicateur de ce nom")
    answer = answer or "connue"
    words = f"« {indicators[name]['title']} »{NO_BREAK}: {ANSWERS[answer]}"
    return Criterion({"indicateur": name, "reponse": answer}, words, answered(name, answer))


def answered(indicator: str, answer: str) -> pl.Expr:
    """Return whether the answer to an indicator is this one."""
    status, score = pl.col(indicator), pl.col(f"{indicator}.score")
    if answer == "inconnue":
        return status.is_in(["not-looked", "we-failed", "they-failed"])
    if answer in _STATUS:
        return status == _STATUS[answer]
    of_answer = {"oui": score == 100, "non": score == 0, "en-partie": (score > 0) & (score < 100)}
    return (status == "known") & of_answer[answer]


def _score(asked: Asked, themes: Mapping[str, Any], rows: pl.DataFrame) -> Criterion | None:
    theme, low, high = (_value(asked, name) for name in ("theme", "de", "a"))
    for name, bound in (("de", low), ("a", high)):
        if bound and not (re.fullmatch("[0-9]{1,3}", bound) and int(bound) <= 100):
            raise refused(name, bound, "il faut un nombre entier de 0 à 100")
    if not theme:
        if low or high:
            raise refused("de" if low else "a", low or high, "choisissez aussi le thème de ce score")
        return None
    measure = ALL_SEEN if theme == "ensemble" else f"{theme}.seen"
    if theme != "ensemble" and theme not in themes:
        raise refused("theme", theme, "cette édition n’a pas de thème de ce nom")
    first, last = int(low or 0), int(high or 100)
    if first > last:
        raise refused("de", low, f"le score le plus bas dépasse le plus haut, « {last} »")
    score = pl.col(measure) if measure in rows.columns else pl.lit(None, pl.Float32)
    title = "l’ensemble" if theme == "ensemble" else f"« {themes[theme]['name']} »"
    words = f"score de {first} à {last} pour {title}, ce qui se voit"
    given = {"theme": theme} | {name: bound for name, bound in (("de", low), ("a", high)) if bound}
    return Criterion(given, words, score.is_between(first, last))


def _duty(asked: Asked) -> Criterion | None:
    if not (duty := _value(asked, "obligation")):
        return None
    if duty != "non-tenue":
        raise refused("obligation", duty, "il faut non-tenue")
    return Criterion({"obligation": duty}, "une obligation légale au moins non tenue", pl.col(UNMET) > 0)
