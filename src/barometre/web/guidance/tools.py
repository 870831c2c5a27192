"""Pages of shared tools: the catalogue with its filters and its file, one tool, and a comparison of two to four."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from barometre.catalogue.guidance import Tool
from barometre.guidance.nearby import helpers_for, place_of
from barometre.web.editions.models import Edition
from barometre.web.explore.criteria import LONGEST, MEASURED, refused
from barometre.web.explore.listing import query
from barometre.web.guidance import tool_filters, tool_uses
from barometre.web.guidance.tool_words import (
    COSTS,
    FAMILIES,
    FRAMES,
    KINDS_OF_HELP,
    NOT_READ,
    READS,
    alive_words,
    cost_words,
    publiccode_words,
    theme_names,
)
from barometre.web.search.index import index
from barometre.web.shared import guidance
from barometre.web.shared.french import counted
from barometre.web.shared.paging import page_of
from barometre.web.shared.tables import Table, TableColumn, Value, build_table, csv_response
from barometre.web.shared.words import KINDS, french_order

# Tools of a page of the list: it then has under 385 elements (EcoIndex A).
PER_PAGE = 16
# Tools compared at once.
FEWEST, MOST = 2, 4
# Collectivités offered when a name is that of several.
OFFERED = 6


def tools(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show the tools that meet the criteria of the address."""
    edition: Edition = request.edition
    known = guidance.tools(edition)
    criteria = tool_filters.read(request.GET.dict(), edition.catalogue)
    found = tool_filters.matching(known.values(), criteria)
    if as_csv:
        return csv_response(tools_table(edition, found), f"outils-partages-{edition.date}")
    asked = {one.name: one.value for one in criteria}
    page = {
        "unknown": not known,
        "count": counted(len(found), "outil", "outils"),
        "criteria": [(one.words, query({k: v for k, v in asked.items() if k != one.name}) or "?") for one in criteria],
        "shown": page_of(request, found, PER_PAGE),
        "page_base": query(asked),
        "form": _choices(edition, asked),
        "cost": cost_words,
        "csv": reverse("tools-csv") + query(asked),
        "trail": [("Outils partagés", None)],
    }
    return render(request, "guidance/tools.html", page)


def _choices(edition: Edition, asked: dict[str, str]) -> dict[str, Any]:
    """Return what the form offers, and what is chosen."""
    lists = [
        ("theme", "Thème", "Tous", [(key, one["name"]) for key, one in edition.catalogue["themes"].items()]),
        ("cout", "Coût", "Tous", list(COSTS.items())),
        ("cadre", "Cadre du partage", "Tous", [(key, name) for key, (name, _) in FRAMES.items()]),
        ("tenu-par", "Tenu par", "Tous", list(FAMILIES.items())),
        ("pour", "Pour les", "Toutes les collectivités", [(kind, KINDS[kind]) for kind in MEASURED]),
    ]
    return {"lists": lists, "chosen": asked}


def tools_table(edition: Edition, found: list[Tool]) -> Table:
    """Return tools with all that is said of them, for the file."""
    themes = edition.catalogue["themes"]
    columns: list[tuple[str, Callable[[Tool], Value]]] = [
        ("identifiant", lambda one: one.id),
        ("nom", lambda one: one.name),
        ("a_quoi_il_sert", lambda one: one.what),
        ("tenu_par", lambda one: one.operator),
        ("type", lambda one: FAMILIES[one.family]),
        ("pour_qui", lambda one: one.whom),
        ("cout", cost_words),
        ("cout_precision", lambda one: one.cost_note),
        ("licence", lambda one: one.licence),
        ("code", lambda one: one.code),
        ("adresse", lambda one: one.url),
        ("publiccode", publiccode_words),
        ("cadres", lambda one: " | ".join(FRAMES[frame][0] for frame in one.frames)),
        ("themes", lambda one: " | ".join(name for _, name in theme_names(one, themes))),
        ("indicateurs", lambda one: " | ".join(one.indicators)),
        ("hebergement", lambda one: one.hosting),
        ("accessibilite", lambda one: one.accessibility),
        ("securite", lambda one: one.security),
        ("ecoconception", lambda one: one.ecodesign),
        ("verification", lambda one: READS[one.read]),
        ("source", lambda one: one.source),
        ("verifie_le", lambda one: one.checked_on),
    ]
    return build_table("Outils partagés", [(TableColumn(name, name), value) for name, value in columns], found)


def tool(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show one tool; for the collectivité named by `pour` (code, SIREN or name), who near uses it and who helps."""
    edition: Edition = request.edition
    one = guidance.tools(edition).get(identifier)
    if one is None:
        raise Http404(f"Cette édition n’a pas d’outil nommé « {identifier} ».")
    indicators = edition.catalogue["indicators"]
    wanted = request.GET.get("pour", "").strip()
    page = {
        "tool": one,
        "themes": theme_names(one, edition.catalogue["themes"]),
        "frames": [FRAMES[frame] for frame in one.frames],
        "cost": cost_words(one),
        "family": FAMILIES[one.family],
        "publiccode": publiccode_words(one),
        "read": READS[one.read],
        "alive": alive_words(one.alive),
        "indicators": [(name, indicators[name]["title"]) for name in one.indicators if name in indicators],
        "not_read": NOT_READ,
        "traceable": bool(one.signs or one.fact),
        "signs": bool(one.signs),
        "register": edition.catalogue["facts"].get(one.fact or "", {}).get("title"),
        "national": tool_uses.national(edition, one),
        "wanted": wanted,
        **_around(edition, one, wanted),
        "compare": reverse("tools-compare") + query({"outil": one.id}),
        "trail": [("Outils partagés", reverse("tools")), (one.name, None)],
    }
    return render(request, "guidance/tool.html", page)


def _around(edition: Edition, one: Tool, wanted: str) -> dict[str, Any]:
    """Return what is known around the collectivité asked for, or those that its words may name."""
    if not wanted:
        return {}
    if len(wanted) > LONGEST:
        raise refused("pour", f"{wanted[:20]}…", "donnez un nom, un code INSEE ou un SIREN")
    hits = {hit.siren: hit for hit in index().search(wanted, limit=OFFERED) if hit.siren}
    rows = {siren: row for siren in hits if (row := tool_uses.row_of(edition, siren)) is not None}
    chosen = [siren for siren in rows if wanted in (siren, hits[siren].code)] or list(rows)
    if len(chosen) != 1:
        address = reverse("tool", args=[one.id])
        offered = [(hits[siren], f"{address}?pour={siren}#comme-vous") for siren in rows]
        return {"offered": [(hit.name, hit.context, link) for hit, link in offered]}
    siren = chosen[0]
    return {
        "alike": tool_uses.alike(edition, one, siren),
        "near": helpers_for(guidance.helpers(edition).values(), place_of(rows[siren]), one.themes),
        "kinds_of_help": KINDS_OF_HELP,
    }


def compare(request: HttpRequest) -> HttpResponse:
    """Show two to four tools side by side: `outil`, repeated."""
    edition: Edition = request.edition
    known = guidance.tools(edition)
    ids = list(dict.fromkeys(name for name in request.GET.getlist("outil") if name))
    for name in ids:
        if name not in known:
            raise refused("outil", name[:LONGEST], "aucun outil de cette édition n’a ce nom")
    if len(ids) > MOST:
        raise refused("outil", f"{len(ids)} outils", f"on en compare {MOST} au plus")
    chosen = [known[name] for name in ids]
    base = reverse("tools-compare")
    page = {
        "unknown": not known,
        "chosen": [(one, f"{base}?{'&'.join(f'outil={name}' for name in ids if name != one.id)}") for one in chosen],
        "ready": len(chosen) >= FEWEST,
        "full": len(chosen) == MOST,
        "rows": comparison(edition, chosen),
        "offered": sorted(
            ((one.id, one.name) for one in known.values() if one.id not in ids), key=lambda pair: french_order(pair[1])
        ),
        "trail": [("Outils partagés", reverse("tools")), ("Comparer", None)],
    }
    return render(request, "guidance/tools_compare.html", page)


def comparison(edition: Edition, chosen: list[Tool]) -> list[tuple[str, list[str]]]:
    """Return each thing compared, and what it is for each tool."""
    titles = {name: one["title"] for name, one in edition.catalogue["indicators"].items()}
    counts = {one.id: tool_uses.national(edition, one) for one in chosen}

    def used(one: Tool) -> str:
        count = counts[one.id]
        if count is None or not (one.signs or one.fact):
            return "pas compté"
        told = [f"vu sur {count[0].seen} parmi {counted(count[0].looked, 'site lu', 'sites lus')}"] if one.signs else []
        told += [f"{count[0].listed} dans un registre"] if one.fact else []
        return " ; ".join(told)

    lines: list[tuple[str, Callable[[Tool], str | None]]] = [
        ("À quoi il sert", lambda one: one.what),
        ("Tenu par", lambda one: one.operator),
        ("Pour qui", lambda one: one.whom),
        ("Coût", cost_words),
        ("Cadre du partage", lambda one: ", ".join(FRAMES[frame][0] for frame in one.frames)),
        ("Licence du code", lambda one: one.licence),
        ("publiccode.yml", publiccode_words),
        ("Hébergement", lambda one: one.hosting),
        ("Accessibilité", lambda one: one.accessibility),
        ("Sécurité", lambda one: one.security),
        ("Écoconception", lambda one: one.ecodesign),
        ("Améliore", lambda one: ", ".join(titles[name] for name in one.indicators if name in titles) or "–"),
        ("Qui s’en sert", used),
        ("Vu en service", lambda one: alive_words(one.alive)),
        ("Vérification", lambda one: READS[one.read]),
    ]
    return [(label, [value(one) or NOT_READ for one in chosen]) for label, value in lines]
