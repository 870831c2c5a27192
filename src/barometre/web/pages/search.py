"""Search: a list of answers, always, even when there is only one: nobody is sent where they did not ask to go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barometre.web.search.index import index

# Answers shown; beyond, a longer query finds better than scrolling.
MOST = 20
LONGEST_QUERY = 100


def search(request: HttpRequest) -> HttpResponse:
    """Answers to `?q=`: communes, EPCI, départements, régions, and places outside the measured field, flagged."""
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
