"""The official address of a collectivité: where a link is sent, and nowhere else.

Facts keep no whole address, since its first part may name a person. The whole one is that of the reference; it serves
only when the published edition says the same of it: declared, well formed, at that domain.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models.fields.json import KeyTransform

from barometre.addresses import parse_mail
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.mailing.addresses import mac_of
from barometre.web.mailing.models import Added
from barometre.web.observations.looking import declared

# The local parts that we write to. RFC 5321 allows more, of which some are routes to elsewhere (%, !).
_LOCAL = re.compile(r"[A-Za-z0-9._+'&-]{1,64}")
# What the edition knows of the address in the directory.
DECLARED, VALID, DOMAIN = "mail.declared", "mail.valid", "mail.domain"


class Lack(StrEnum):
    """Why no address is known to write to."""

    NONE = "none"
    MALFORMED = "malformed"
    CHANGED = "changed"
    NOT_HERE = "not-here"


@dataclass(frozen=True)
class Official:
    """An address to write to, or why there is none."""

    address: str = ""
    lack: Lack | None = None

    @property
    def masked(self) -> str:
        """Return it with the first letter alone of what may name a person: m…@exemple.fr."""
        local, _, domain = self.address.rpartition("@")
        return f"{local[:1]}…@{domain}" if domain else ""

    @property
    def mac(self) -> str:
        """Return its keyed hash, by which a link knows that the address is still the same; empty without address."""
        return mac_of(self.address) if self.address else ""


def official(body: Collectivite) -> Official:
    """Return the official address of a collectivité of the published edition."""
    return _official(body.siren, body.facts)


def macs_of(body: Collectivite) -> set[str]:
    """Return the keyed hashes of where links of a collectivité are sent: its official address, those that we added."""
    added = Added.objects.filter(siren=body.siren).values_list("address", flat=True)
    return {mac_of(address) for address in (official(body).address, *added) if address}


def officials(edition: Edition, sirens: Iterable[str]) -> dict[str, Official]:
    """Return the official address, or why there is none, of collectivités of an edition: SIREN -> address."""
    wanted = [KeyTransform(fact, "facts") for fact in (DECLARED, VALID, DOMAIN)]
    rows = Collectivite.objects.filter(edition=edition, siren__in=list(sirens)).values_list("siren", *wanted)
    return {
        siren: _official(siren, dict(zip((DECLARED, VALID, DOMAIN), told, strict=True)))
        for siren, *told in rows.order_by("siren").iterator()
    }


def _official(siren: str, told: Mapping[str, Any]) -> Official:
    if _number(told, DECLARED) == 0:
        return Official(lack=Lack.NONE)
    given = (declared(siren)[1] or "").strip()
    if _number(told, DECLARED) is None or not given:
        return Official(lack=Lack.NOT_HERE)
    read, local = parse_mail(given), given.rpartition("@")[0]
    if _number(told, VALID) != 1 or not read.valid or not _LOCAL.fullmatch(local):
        return Official(lack=Lack.MALFORMED)
    if (told.get(DOMAIN) or {}).get("text") != read.domain:
        return Official(lack=Lack.CHANGED)
    return Official(f"{local}@{read.domain}")


def _number(told: Mapping[str, Any], fact: str) -> float | None:
    """Return the number of a fact that was seen, None of any other."""
    found = told.get(fact) or {}
    return found.get("number") if found.get("outcome") == "seen" else None
