"""One body by the code of an address, and the addresses of its pages."""

from django.http import Http404
from django.urls import reverse

from barometre.territory import history
from barometre.web.editions import queries as published
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages.collectivite import today
from barometre.web.shared.areas import above, trail


def address(body: Collectivite, action: str = "observation", *arguments: str) -> str:
    """Return the address of a page of a body, or of one of its forms."""
    return reverse(f"{route(body)}-{action}", args=[key(body), *arguments])


def route(body: Collectivite) -> str:
    """Return the beginning of the names of its routes."""
    return "commune" if body.kind == "commune" else "collectivite"


def key(body: Collectivite) -> str:
    """Return what its addresses hold: the INSEE code of a commune, the SIREN of others."""
    return body.code if body.kind == "commune" else body.siren


def sheet_address(body: Collectivite) -> str:
    """Return the address of the sheet of a body."""
    if body.kind in ("departement", "region"):
        return reverse("collectivite", args=[body.siren])
    return reverse(body.kind, args=[body.code])


def trail_to(body: Collectivite) -> list[tuple[str, str | None]]:
    """Return the way from the home page to a body."""
    return trail(above(body.region, body.departement if body.kind == "commune" else None), body.name)


def body_at(edition: Edition, kind: str, code: str, part: str) -> Collectivite | str:
    """Return the body of an address, or the address of today; `part` ends it: « observation/ ».

    Raises:
        Http404: nobody has this code, or it is of a body that is not measured.
    """
    by_code = kind == "commune"
    found = published.by_code(edition, kind, code) if by_code else published.by_siren(edition, code)
    if found is None and not by_code and (heir := history.heir(code)):
        successor = published.by_siren(edition, heir)
        if successor is not None:
            return f"{reverse(route(successor), args=[key(successor)])}{part}"
    if found is None:
        return f"{today(code)}{part}" if today(code).startswith("/communes/") else today(code)
    if not found.measured:
        raise Http404(f"La collectivité de code « {code} » n’est pas mesurée.")
    return f"{sheet_address(found)}{part}" if found.kind == "commune" and not by_code else found
