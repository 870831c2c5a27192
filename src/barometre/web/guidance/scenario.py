"""Sharing scenarios: for a group, the tools that help most; for one of them, what sharing it would change."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from barometre.catalogue.guidance import Action, Frame, Tool
from barometre.guidance import sharing
from barometre.guidance.sharing import Bill, Prices, Served, Totals
from barometre.web.editions.models import Edition
from barometre.web.explore import criteria, files
from barometre.web.explore.board import attached, kinds
from barometre.web.explore.criteria import Asked, refused
from barometre.web.explore.grid import grid
from barometre.web.explore.listing import address_of_row, query
from barometre.web.explore.scope import Scope
from barometre.web.guidance.frames import explained
from barometre.web.guidance.group import address, group_of, law, moves, offers, under, weights
from barometre.web.shared.guidance import actions, tools
from barometre.web.shared.paging import page_of

# Tools and actions that the page of a group lists; collectivités of one page of a scenario.
LISTED, PER_PAGE = 40, 12
# Lines of each list of the printed page.
PRINTED = 12
# Parameter -> label, hint and field of `Prices`.
PRICES = {
    "fixe": ("Coût fixe par an", "en euros, quel que soit le nombre", "fixed"),
    "chacune": ("Coût par an et par collectivité", "en euros", "each"),
    "habitant": ("Coût par an et par habitant", "en euros, comme 0,35", "inhabitant"),
    "depart": ("Mise en place, une fois", "en euros", "once"),
}
# Value of `qui` -> who takes part.
WHO = {"": "celles à qui il manque quelque chose", "toutes": "toutes celles du groupe"}
_PRICE = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")


@dataclass(frozen=True)
class Lacking:
    """One thing that a tool serves: its title, how many are known to lack it, and of how many it is not known."""

    title: str
    kind: str
    lacking: int
    unknown: int


@dataclass(frozen=True)
class Offer:
    """A tool or an action of a scenario."""

    served: Served
    what: str
    entry: Tool | Action

    @property
    def name(self) -> str:
        """Its name."""
        return self.entry.name if isinstance(self.entry, Tool) else self.entry.title


def choose(request: HttpRequest, kind: str = "", code: str = "") -> HttpResponse:
    """Show what a group could share, what helps most first; without a group, the form that asks for one."""
    edition: Edition = request.edition
    if not code and not request.GET.get("liste"):
        return _form(request)
    scope = under(group_of(request, kind, code), "mutualiser/")
    listed = []
    for name, title, found in (
        ("outils", "Outils", offers(edition)),
        ("actions", "Actions à mener ensemble", moves(edition)),
    ):
        helped = sharing.helped(scope.rows, list(found.values()))
        listed.append((title, [_listed(edition, scope, name, *one) for one in helped[:LISTED]], len(helped)))
    page = {
        "scope": scope,
        "all_count": scope.counted(scope.rows.height),
        "kinds": kinds(scope),
        "listed": listed,
        "most": LISTED,
        "board": address(scope, "tableau/obligations/") + query(scope.fixed),
        "trail": [*scope.trail, ("Mutualiser", None)],
    }
    return render(request, "guidance/sharing.html", page)


def _listed(edition: Edition, scope: Scope, name: str, served: Served, count: int) -> dict[str, str]:
    entry = tools(edition)[served.id] if name == "outils" else actions(edition)[served.id]
    return {
        "name": entry.name if isinstance(entry, Tool) else entry.title,
        "what": entry.what if isinstance(entry, Tool) else "",
        "count": scope.counted(count),
        "address": address(scope, f"mutualiser/{name}/{served.id}/") + query(scope.fixed),
        "checked": "" if not isinstance(entry, Tool) or entry.read != "unread" else "à vérifier",
    }


def _form(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("territoire", "").strip()[: criteria.LONGEST]
    if asked:
        kind, code, _ = criteria.territory(asked, grid(request.edition))
        return HttpResponseRedirect(reverse(f"{kind}-sharing", args=[code]))
    page = {"frames": explained(get_args(Frame)), "trail": [("Mutualiser", None)]}
    return render(request, "guidance/sharing_group.html", page)


def scenario(
    request: HttpRequest, offer: str, what: str, kind: str = "", code: str = "", form: str = ""
) -> HttpResponse:
    """Show what sharing a tool, or carrying out an action together, would change; `form`: csv, or print.

    Raises:
        Http404: there is no such tool, action or territory.
        ParameterError: a price or a list means nothing.
    """
    if not code and not request.GET.get("liste"):
        return HttpResponseRedirect(reverse("sharing"))
    edition: Edition = request.edition
    chosen = _offer(edition, what, offer)
    place = f"mutualiser/{'outils' if what == 'tool' else 'actions'}/{offer}/"
    scope = under(group_of(request, kind, code), place)
    minima = [level["minimum"] for level in edition.catalogue["levels"]]
    told = sharing.effect(scope.rows, chosen.served, weights(edition), minima)
    if form == "csv":
        name = f"barometre-mutualiser-{offer}-{scope.file}-{edition.date}.csv"
        return attached(files.csv_bytes(table(scope.rows, told, edition)), "text/csv; charset=utf-8", name)
    page = _page(request, scope, chosen, told)
    return render(request, "guidance/scenario_print.html" if form else "guidance/scenario.html", page)


def _offer(edition: Edition, what: str, name: str) -> Offer:
    served = (offers if what == "tool" else moves)(edition).get(name)
    if served is None:
        raise Http404(f"Cette édition n’a pas {'d’outil' if what == 'tool' else 'd’action'} de ce nom.")
    return Offer(served, what, tools(edition)[name] if what == "tool" else actions(edition)[name])


def _page(request: HttpRequest, scope: Scope, chosen: Offer, told: pl.DataFrame) -> dict[str, Any]:
    edition: Edition = request.edition
    totals = sharing.totals(scope.rows, told)
    prices, who = prices_of(request.GET), request.GET.get("qui", "")
    if who not in WHO:
        raise refused("qui", who[:40], "il faut toutes, ou rien")
    given = {name: request.GET.get(name, "").strip() for name in PRICES} | {"qui": who}
    lacking = scope.rows.join(told.filter("lacks"), on="siren", maintain_order="left").sort("slug", "siren")
    shown = page_of(request, range(lacking.height), PER_PAGE)
    first = shown.start_index() - 1 if lacking.height else 0
    entry = chosen.entry
    end = query(scope.fixed, given)
    return {
        "scope": scope,
        "offer": chosen,
        "tool": entry if isinstance(entry, Tool) else None,
        "all_count": scope.counted(totals.members),
        "totals": totals,
        "things": things(edition, scope.rows, told, chosen.served),
        "moves": level_moves(edition, told),
        "frames": explained(entry.frames) if isinstance(entry, Tool) else [],
        "costs": costs(scope, totals, prices, who),
        "lines": [_line(row) for row in lacking.slice(first, len(shown.object_list)).iter_rows(named=True)],
        "printed": [row["name"] for row in lacking.head(PRINTED).iter_rows(named=True)],
        "more": max(0, lacking.height - PRINTED),
        "shown": shown,
        "page_base": end,
        "given": given,
        "kept": scope.fixed,
        "prices": PRICES,
        "who": WHO,
        "csv": f"{scope.address}donnees.csv{query(scope.fixed)}",
        "print": f"{scope.address}imprimer/{end}",
        "back": scope.address + end,
        "screen": request.build_absolute_uri(scope.address + end),
        "page": reverse("tool" if chosen.what == "tool" else "action", args=[chosen.served.id]),
        "group": address(scope, "mutualiser/") + query(scope.fixed),
        "trail": [
            *scope.trail,
            ("Mutualiser", address(scope, "mutualiser/") + query(scope.fixed)),
            (chosen.name, None),
        ],
    }


def prices_of(asked: Asked) -> Prices:
    """Return the prices that an address gives; none where it gives none.

    Raises:
        ParameterError: one is no amount.
    """
    found = {}
    for name, (_, _, field) in PRICES.items():
        text = re.sub(r"[\s€]", "", asked.get(name, ""))
        if not text:
            continue
        if not _PRICE.fullmatch(text):
            raise refused(name, text[:20], "il faut un montant en euros, comme 1200 ou 0,35")
        found[field] = float(text.replace(",", "."))
    return Prices(**found)


def costs(scope: Scope, totals: Totals, prices: Prices, who: str) -> dict[str, Any]:
    """Return who takes part, and what they pay alone and shared; no bill until a price is given."""
    everyone = who == "toutes"
    members = totals.members if everyone else totals.lacking
    inhabitants = int(scope.rows["population"].sum()) if everyone else totals.inhabitants
    bills: dict[str, Bill] = {}
    if prices and members:
        bills = {
            name: sharing.bill(prices, members, inhabitants, shared=name == "shared") for name in ("alone", "shared")
        }
    return {"members": scope.counted(members), "inhabitants": inhabitants, "bills": bills}


def things(edition: Edition, rows: pl.DataFrame, told: pl.DataFrame, served: Served) -> list[Lacking]:
    """Return each thing that is served, among those who may use the tool, what most lack first."""
    usable = rows.filter(told["usable"].fill_null(False))
    names = [(name, "Indicateur", edition.catalogue["indicators"][name]["title"]) for name in served.indicators
             if name in usable.columns]  # fmt: skip
    duties = law(edition)
    names += [(name, "Obligation", duties[name].title) for name in served.obligations]
    found = []
    for name, kind, title in names:
        one = Served("", (name,), ()) if kind == "Indicateur" else Served("", (), (name,))
        lacks, unknown = usable.select(
            sharing.lacks(one, usable.columns).sum().alias("lacks"),
            (sharing.untold(one, usable.columns) > 0).sum().alias("unknown"),
        ).row(0)
        found.append(Lacking(title, kind, lacks, unknown))
    return sorted(found, key=lambda one: -one.lacking)


def level_moves(edition: Edition, told: pl.DataFrame) -> list[tuple[int, str, str]]:
    """Return how many go from one level to a higher one: their number, and both levels in words."""
    words = {level["number"]: f"{level['number']} ({level['name']})" for level in edition.catalogue["levels"]}
    moved = told.filter(pl.col("level_after") > pl.col("level_before"))
    counts = moved.group_by("level_before", "level_after").len().sort("level_before", "level_after")
    return [(count, words[before], words[after]) for before, after, count in counts.iter_rows()]


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    moved = row["level_before"] is not None and row["level_after"] > row["level_before"]
    level = f"{row['level_before']} à {row['level_after']}" if moved else row["level_before"]
    return {
        "name": row["name"],
        "address": address_of_row(row),
        "population": row["population"],
        "wanting": len(row["wanting"]),
        "missed": len(row["missed"]),
        "before": row["before"],
        "after": row["after"],
        "level": "pas connu" if level is None else level,
    }


def table(rows: pl.DataFrame, told: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Return what sharing would change for each of a group, as a file holds it."""
    usable = {True: "oui", False: "non"}
    return (
        rows.select("siren", "kind", "code", "name", "population", "departement")
        .join(told, on="siren", maintain_order="left")
        .select(
            "siren",
            pl.col("kind").alias("type"),
            "code",
            pl.col("name").alias("nom"),
            pl.col("population").alias("habitants"),
            "departement",
            pl.col("usable")
            .replace_strict(usable, default="pas connu", return_dtype=pl.String)
            .alias("peut_l_utiliser"),
            pl.when("lacks").then(pl.lit("oui")).alias("manque_quelque_chose"),
            _joined("wanting").alias("indicateurs_qui_manquent"),
            _joined("missed").alias("obligations_non_remplies"),
            pl.col("untold").alias("non_connus"),
            pl.col("before").alias("score_avant"),
            pl.col("after").alias("score_apres_au_plus"),
            pl.col("level_before").alias("niveau_avant"),
            pl.col("level_after").alias("niveau_apres_au_plus"),
            pl.lit(edition.date).alias("edition"),
        )
    )


def _joined(column: str) -> pl.Expr:
    return pl.when(pl.col(column).list.len() > 0).then(pl.col(column).list.join(", "))
