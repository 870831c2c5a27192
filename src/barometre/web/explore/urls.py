"""Addresses of boards, of the explorer and of comparisons. Files are under the page, as `donnees.csv`."""

from django.urls import URLPattern, path

from barometre.web.explore import board, comparison, explorer, register


def _board(kind: str, folder: str) -> list[URLPattern]:
    """Return the addresses of the board of a kind of territory, and of its two files."""
    address, given = f"{folder}/<str:code>/tableau/", {"kind": kind}
    return [
        path(address, board.territory_board, given, name=f"{kind}-board"),
        path(f"{address}donnees.csv", board.territory_board, {**given, "form": "csv"}, name=f"{kind}-board-csv"),
        path(f"{address}donnees.xlsx", board.territory_board, {**given, "form": "xlsx"}, name=f"{kind}-board-xlsx"),
    ]


urlpatterns = [
    *_board("epci", "epci"),
    *_board("departement", "departements"),
    *_board("region", "regions"),
    path("tableau/", board.list_board, name="board"),
    path("tableau/donnees.csv", board.list_board, {"form": "csv"}, name="board-csv"),
    path("tableau/donnees.xlsx", board.list_board, {"form": "xlsx"}, name="board-xlsx"),
    path("tableau/liste/", register.give_list, name="list"),
    path("explorer/", explorer.explorer, name="explore"),
    path("explorer/donnees.csv", explorer.explorer, {"form": "csv"}, name="explore-csv"),
    path("comparer/", comparison.compare, name="compare"),
]
