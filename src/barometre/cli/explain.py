"""`barometre observe explain`: one look at one site or collectivité, step by step, for a person."""

from collections.abc import Mapping, Set
from typing import Annotated

import polars as pl
import typer
import uvloop
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import FactDefinition
from barometre.catalogue.reference_lists import reference_lists
from barometre.catalogue.sentences import sentence, stated_sentence
from barometre.cli.observe import (
    USUAL,
    AllowPrivate,
    Authorities,
    Geoip,
    HttpPort,
    HttpsPort,
    Only,
    Resolver,
    SmtpPort,
    network_settings,
    read_groups,
)
from barometre.errors import BarometreError
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.observation.criteria.target import Target, is_local
from barometre.observation.run.confirm import Confirmation
from barometre.observation.run.on_demand import look_once
from barometre.territory import reference

NEEDS_A_NAME = frozenset({"rcpnt.1.2", "site.dnssec", "site.caa", "site.ipv6"})
"""Facts without object for a site of this machine, which has no name on the internet."""
NEEDS_TLS = frozenset(
    {
        "rcpnt.1.4", "rcpnt.1.5", "rcpnt.1.7", "rcpnt.1.8", "site.certificate-valid", "site.https-redirect",
        "site.hsts", "site.tls-version", "site.tls-key", "site.certificate-expiry", "site.certificate-days",
        "site.certificate-issuer", "site.security-txt",
    }
)  # fmt: skip
"""Those that have no object either when it is served without TLS, which its reverse proxy adds."""

_OUTCOMES = {
    Outcome.NOT_CONCERNED: "– sans objet",
    Outcome.THEY_FAILED: "✗ n’a pas répondu",
    Outcome.WE_FAILED: "? pas pu voir",
}
console = Console()


def explain(
    what: Annotated[str, typer.Argument(metavar="URL-OR-SIREN", help="Address of a site, or SIREN of a collectivité.")],
    resolver: Resolver = None,
    http_port: HttpPort = 80,
    https_port: HttpsPort = 443,
    smtp_port: SmtpPort = 25,
    ca: Authorities = None,
    geoip: Geoip = None,
    allow_private: AllowPrivate = False,
    only: Only = USUAL,
) -> None:
    """Look once at a site, or at a collectivité's site and mail, and print what was seen step by step."""
    target = find_target(what)
    network = network_settings(
        resolver, http_port, https_port, smtp_port, ca, geoip, allow_private or target.local, recheck_after=0
    )
    catalogue = load_catalogue()
    groups = read_groups(only) - ({"mail"} if target.mail is None and not what.isdigit() else set())
    result = uvloop.run(look_once(target, groups, network, reference_lists(catalogue)))
    console.print(f"[bold]{escape(target.site or 'pas de site déclaré')}[/bold] · {escape(_hidden(target.mail))}\n")
    for step in result.steps():
        console.print(f"  {escape(step.request)}\n      {escape(step.answer)}", highlight=False)
    for made in result.looks:
        console.print(_table(made.group, made.statements, catalogue.facts, _without_object(target)))
    console.print("Un regard seul : un « non » n’est affirmé qu’après un second, à un autre moment.")


def find_target(what: str) -> Target:
    """The target that a person names.

    Raises:
        BarometreError: no collectivité has this SIREN, or it is no address.
    """
    if what.isdigit():
        found = reference.collectivites().filter(pl.col("siren") == what)
        if found.is_empty():
            raise BarometreError(f"No collectivité has the SIREN {what}; give another, or the address of a site")
        row = found.row(0, named=True)
        return Target(what, row["site"], row["email"])
    local = is_local(what)
    target = Target("000000000", what, local=local)
    site = target.read_site()
    if site is None or not site.valid:
        why = sentence(site.note) if site and site.note else "empty"
        raise BarometreError(
            f"{shortened(what)!r} is not the address of a site ({why}); write it like https://www.ville.fr/"
        )
    return target


def shortened(text: str) -> str:
    """The first hundred characters of a text."""
    return text if len(text) <= 100 else f"{text[:100]}…"


def _hidden(mail: str | None) -> str:
    """A mail address without what precedes the @, which may name a person."""
    return f"courriel à …@{mail.rpartition('@')[2]}" if mail else "pas de courriel"


def _without_object(target: Target) -> Set[str]:
    """Facts that a site of this machine cannot have."""
    if not target.local:
        return frozenset()
    return NEEDS_A_NAME if (target.site or "").startswith("https:") else NEEDS_A_NAME | NEEDS_TLS


def _table(
    group: str, statements: tuple[Statement, ...], facts: Mapping[str, FactDefinition], without_object: Set[str]
) -> Table:
    table = Table(title=f"Groupe {group}", title_justify="left")
    for name in ("contrôle", "verdict", "ce qui a été vu"):
        table.add_column(name, overflow="fold")
    rule = Confirmation(0, facts)
    for one in statements:
        title = facts[one.fact].title if one.fact in facts else one.fact
        number = one.fact in facts and facts[one.fact].type == "number"
        negative = rule.is_negative(one)
        verdict = "– sans objet" if one.fact in without_object else verdict_of(one, negative, number=number)
        table.add_row(escape(f"{one.fact}\n{title}"), escape(verdict), escape(stated_sentence(one.reason) or ""))
    return table


def verdict_of(one: Statement, negative: bool, *, number: bool = False) -> str:
    """Return the verdict of one statement in a few words; a 0 or 1 is a yes or no unless the fact is a `number`."""
    if one.outcome is not Outcome.SEEN:
        return _OUTCOMES[one.outcome]
    mark = "✗" if negative else "✓"
    if one.text is not None:
        return f"{mark} {one.text}"
    if one.number in (0.0, 1.0) and not number:
        return f"{mark} {'oui' if one.number else 'non'}"
    return f"{mark} {one.number:g}"
