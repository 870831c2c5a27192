"""The part of a long list that `?page=` asks for."""

import re
from collections.abc import Sequence

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest


def page_of(request: HttpRequest, rows: Sequence[object], per_page: int, what: str = "Cette liste") -> Page:
    """Return the page asked for, the first by default.

    Raises:
        Http404: there is no such page; `what` names what has pages.
    """
    paginator = Paginator(rows, per_page)
    asked = request.GET.get("page", "1")
    if not re.fullmatch("[0-9]{1,7}", asked) or not 1 <= int(asked) <= paginator.num_pages:
        raise Http404(f"{what} a {paginator.num_pages} pages ; la page « {asked[:80]} » n’existe pas.")
    return paginator.page(int(asked))
