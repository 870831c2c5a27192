"""Every obligation: the list, and a page for each: what it asks, of whom, since when, what shows it, who helps."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import capfirst

from barometre.catalogue.guidance import Obligation
from barometre.guidance import words
from barometre.web.editions.models import Edition
from barometre.web.guidance import figures
from barometre.web.guidance.figures import Share
from barometre.web.shared import guidance
from barometre.web.shared.addresses import address_of
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.tables import Cell, Table, TableColumn, Value, build_table, csv_response


def obligations(request: HttpRequest, as_csv: bool = False) -> HttpResponse:
    """Show all the obligations, and how many communes and EPCI are seen to meet each."""
    table = _table(request.edition)
    if as_csv:
        return csv_response(table, f"obligations-{request.edition.date}")
    page: dict[str, Any] = {"table": table, "themes": _by_theme(request.edition), "trail": [("Obligations", None)]}
    return render(request, "guidance/obligations.html", page)


def _by_theme(edition: Edition) -> list[tuple[str, list[tuple[Obligation, str]]]]:
    """Return the obligations of each theme that has some, with what is known of the communes in words."""
    known, shares = guidance.obligations(edition).values(), figures.national(edition)
    return [
        (
            theme["name"],
            [(one, _words(one, shares.get(one.id, {}).get("commune"))) for one in known if one.theme == name],
        )
        for name, theme in edition.catalogue["themes"].items()
        if any(one.theme == name for one in known)
    ]


def _words(one: Obligation, figure: Share | None) -> str:
    """Return « 34 488 remplies, 0 non remplie, sur 36 240 communes », or nothing when nothing is known."""
    if one.read == "unread":
        return "Texte à vérifier"
    told = [] if one.kind == "obligation" else [words.KINDS[one.kind]]
    if figure and figure.met + figure.not_met:
        told.append(
            f"communes{NO_BREAK}: {number(figure.met, 0)} le suivent, {number(figure.not_met, 0)} ne le suivent pas, "
            f"sur {number(figure.concerned, 0)} visées"
        )
    return capfirst(" ; ".join(told)).replace(" ;", f"{NO_BREAK};")


def obligation(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show one obligation.

    Raises:
        Http404: this edition has none of this name.
    """
    edition: Edition = request.edition
    found = guidance.obligations(edition).get(identifier)
    if found is None:
        raise Http404(f"Cette édition n’a pas d’obligation nommée « {identifier} ».")
    helpers = guidance.helpers(edition)
    texts = guidance.texts(edition)
    page: dict[str, Any] = {
        "one": found,
        "kind": words.KINDS[found.kind],
        "read": words.READ[found.read],
        "texts": [texts[name] for name in found.references if name in texts],
        "proofs": [_proof(edition, proof.indicator, proof.fact) for proof in found.proofs],
        "helpers": [helpers[name] for name in found.help if name in helpers],
        "near": [words.NEAR[name] for name in found.help if name in words.NEAR],
        "theme": edition.catalogue["themes"][found.theme]["name"],
        "actions": [one for one in guidance.actions(edition).values() if identifier in one.obligations],
        "tables": figures.tables(edition, identifier) if _is_known(edition, identifier) else [],
        "trail": [("Obligations", address_of("obligations")), (found.title, None)],
    }
    return render(request, "guidance/obligation.html", page)


def _is_known(edition: Edition, identifier: str) -> bool:
    """Return whether some collectivité, of any kind, is known to meet an obligation or not."""
    return any(one.met or one.not_met for one in figures.national(edition).get(identifier, {}).values())


def _proof(edition: Edition, indicator: str | None, fact: str | None) -> tuple[str, str]:
    """Return the title of what shows an obligation, and its page when it has one."""
    title = words.proof_title(edition.catalogue, indicator or fact)
    return title, address_of("indicator", indicator) if indicator else ""


def _table(edition: Edition) -> Table:
    counts = figures.national(edition)
    themes = edition.catalogue["themes"]

    def figure(kind: str, name: str) -> Callable[[Obligation], Value]:
        return lambda one: getattr(counts.get(one.id, {}).get(kind), name, None)

    columns: list[tuple[TableColumn, Callable[[Obligation], Value | Cell]]] = [
        (TableColumn("intitule", "Obligation"), lambda one: Cell(one.title, address_of("obligation", one.id))),
        (TableColumn("identifiant", "Identifiant", "file"), lambda one: one.id),
        (TableColumn("theme", "Thème", "file"), lambda one: str(themes[one.theme]["name"])),
        (TableColumn("nature", "Nature"), lambda one: words.KINDS[one.kind]),
        (TableColumn("lecture", "Texte", "file"), lambda one: words.READ[one.read]),
        (TableColumn("vise", "Vise", "file"), lambda one: one.whom),
        (TableColumn("depuis", "En vigueur depuis", "file"), lambda one: one.starts),
    ]
    for kind, label in (("commune", "communes"), ("epci", "intercommunalités")):
        columns += [
            (TableColumn(f"{kind}_remplie", f"Remplie, {label}", "number"), figure(kind, "met")),
            (TableColumn(f"{kind}_non_remplie", f"Non remplie, {label}", "number"), figure(kind, "not_met")),
            (TableColumn(f"{kind}_visees", f"Visées, {label}", "number"), figure(kind, "concerned")),
        ]
    for kind in ("departement", "region"):
        columns += [
            (TableColumn(f"{kind}_{name}", "", "file"), figure(kind, field))
            for name, field in (("remplie", "met"), ("non_remplie", "not_met"), ("visees", "concerned"))
        ]
    columns.append((TableColumn("edition", "Édition", "file"), lambda _: edition.date))
    known = sorted(guidance.obligations(edition).values(), key=lambda one: (list(themes).index(one.theme), one.title))
    return build_table(
        "Obligations, et combien les remplissent parmi celles qu’elles visent sûrement",
        columns,
        known,
        address_of("obligations-csv"),
    )
