"""Search: a list of answers, always, even when there is only one: nobody is sent where they did not ask to go."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barometre.territory.search import SearchIndex

MOST = 20
"""Answers shown; beyond, a longer query finds better than scrolling."""
LONGEST_QUERY = 100


@cache
def index() -> SearchIndex:
    """The search index, made once per process."""
    return SearchIndex.load()


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
