"""Links that the operator makes and revokes, beside those that the site sends."""

from datetime import datetime

from django.conf import settings

from barometre.errors import BarometreError
from barometre.territory import reference
from barometre.web.townhall import queries
from barometre.web.townhall.message import link_address
from barometre.web.townhall.states import Author


def issue_link(siren: str, now: datetime) -> tuple[str, datetime]:
    """Make a link; return its address, which is not kept, and when it expires.

    Raises:
        BarometreError: no collectivité has this SIREN, or the address of the site is not known.
    """
    _check(siren)
    if not settings.PUBLIC_URL:
        raise BarometreError(
            "The link would have no address: set BAROMETRE_PUBLIC_URL to that of the site, "
            "like https://barometre.example.fr"
        )
    made, token = queries.issue(siren, now)
    return link_address(token), made.expires_at


def revoke_links(siren: str, now: datetime) -> int:
    """Revoke the links of a collectivité; return how many were open.

    Raises:
        BarometreError: no collectivité has this SIREN.
    """
    _check(siren)
    return queries.revoke(queries.open_links(siren, now), Author.OPERATOR, now)


def _check(siren: str) -> None:
    """Refuse what is not the SIREN of a collectivité.

    Raises:
        BarometreError: it is not.
    """
    if not reference.collectivites().filter(siren=siren, measured=True).height:
        raise BarometreError(f"No collectivité that is measured has the SIREN {siren!r}; give its 9 digits")
