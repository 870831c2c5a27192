"""Addresses of boards and figures of obligations, and of scenarios of sharing. Files end in `donnees.csv`."""

from django.urls import URLPattern, path

from barometre.web.guidance import board, figures, scenario


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
]
