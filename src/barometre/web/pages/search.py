"""Search: always a list of answers, even a single one: no visitor is sent to a page that they did not choose."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barometre.web.search.index import index

# Greatest number of answers shown: a longer query is then better than a longer list.
MOST = 20
LONGEST_QUERY = 100


def search(request: HttpRequest) -> HttpResponse:
    """Show the answers to `?q=`: communes, EPCI, départements, régions, and places outside the measured field."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    hits = index().search(query, limit=MOST + 1) if query else []
    page = {
        "query": query,
        "hits": hits[:MOST],
        "more": len(hits) > MOST,
        "most": MOST,
        "trail": [("Recherche", None)],
    }
    return render(request, "pages/search.html", page)
