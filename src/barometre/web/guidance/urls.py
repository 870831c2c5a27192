"""Addresses of the pages that guide. Files end in `donnees.csv`."""

from django.urls import URLPattern, path

from barometre.web.guidance import agenda, board, figures, obligations, open_data, plan, responsible, scenario, tools
from barometre.web.shared.tables import page_and_csv


def _of_bodies(kind: str, folder: str) -> list[URLPattern]:
    """Return, for a kind of authority, the addresses of its obligations, of its next steps and of its two paths."""
    at, given = f"{folder}/<str:code>/", {"kind": kind}
    return [
        *page_and_csv(f"{at}obligations/", agenda.obligations, f"{kind}-obligations", kind=kind),
        path(f"{at}obligations/imprimer/", agenda.printed, given, name=f"{kind}-obligations-print"),
        path(f"{at}obligations/calendrier.ics", agenda.ics, given, name=f"{kind}-obligations-calendar"),
        path(f"{at}que-faire/", plan.plan, given, name=f"{kind}-plan"),
        path(f"{at}que-faire/imprimer/", plan.printed, given, name=f"{kind}-plan-print"),
        path(f"{at}{responsible.PART}", responsible.responsible, given, name=f"{kind}-responsible"),
        path(f"{at}{responsible.PART}declaration/", responsible.declaration, given, name=f"{kind}-declaration"),
        path(f"{at}{open_data.PART}", open_data.data_and_archives, given, name=f"{kind}-open-data"),
    ]


def _group(folder: str, prefix: str, **given: str) -> list[URLPattern]:
    """Return the addresses of the pages of a kind of group."""
    obligations, shared = f"{folder}tableau/obligations/", f"{folder}mutualiser/"
    tool, action = f"{shared}outils/<slug:offer>/", f"{shared}actions/<slug:offer>/"
    found = [
        path(obligations, board.obligations_board, given, name=f"{prefix}obligations-board"),
        path(
            f"{obligations}donnees.csv",
            board.obligations_board,
            {**given, "form": "csv"},
            name=f"{prefix}obligations-board-csv",
        ),
        path(shared, scenario.choose, given, name=f"{prefix}sharing"),
    ]
    for name, place in (("tool", tool), ("action", action)):
        kept = {**given, "what": name}
        found += [
            path(place, scenario.scenario, kept, name=f"{prefix}sharing-{name}"),
            path(f"{place}donnees.csv", scenario.scenario, {**kept, "form": "csv"}, name=f"{prefix}sharing-{name}-csv"),
            path(
                f"{place}imprimer/", scenario.scenario, {**kept, "form": "print"}, name=f"{prefix}sharing-{name}-print"
            ),
        ]
    return found


urlpatterns = [
    *_of_bodies("commune", "communes"),
    *_of_bodies("collectivite", "collectivites"),
    *page_and_csv("obligations/", obligations.obligations, "obligations"),
    path("obligations/<slug:identifier>/", obligations.obligation, name="obligation"),
    path("actions/<slug:identifier>/", plan.action, name="action"),
    *page_and_csv("outils/", tools.tools, "tools"),
    path("outils/comparer/", tools.compare, name="tools-compare"),
    path("outils/<str:identifier>/", tools.tool, name="tool"),
    *_group("epci/<str:code>/", "epci-", kind="epci"),
    *_group("departements/<str:code>/", "departement-", kind="departement"),
    *_group("regions/<str:code>/", "region-", kind="region"),
    *_group("", ""),
    *(
        path(
            f"obligations/<slug:identifier>/par-{words}/donnees.csv",
            figures.figures_file,
            {"by": by},
            name=f"obligation-{by}-csv",
        )
        for words, by in (("taille", "strates"), ("region", "regions"))
    ),
    path("donnees-et-archives/verifier/", open_data.check, name="check-file"),
]
