"""One look at one site or collectivité, printed step by step: the work of `barometre observe explain`."""

from collections.abc import Mapping, Set
from dataclasses import replace

import polars as pl
import uvloop
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import FactDefinition
from barometre.catalogue.reference_lists import reference_lists
from barometre.catalogue.sentences import sentence, stated_sentence
from barometre.cli.options import NetworkOptions, parse_groups
from barometre.errors import BarometreError
from barometre.facts.reason import harmless
from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.observation.criteria.target import Target, is_local
from barometre.observation.net.answers import Answer, fault_reason
from barometre.observation.net.resolver import LookupStatus
from barometre.observation.probes.session import DnsQuestion
from barometre.observation.run.confirm import Confirmation
from barometre.observation.run.on_demand import look_once
from barometre.territory import reference

# Facts that do not apply to a site of this machine, which has no name on the internet.
NEEDS_A_NAME = frozenset({"rcpnt.1.2", "site.dnssec", "site.caa", "site.ipv6"})
# Facts that do not apply either when it is served without TLS, which its reverse proxy adds.
NEEDS_TLS = frozenset(
    """
    rcpnt.1.4 rcpnt.1.5 rcpnt.1.7 rcpnt.1.8 site.certificate-valid site.https-redirect site.hsts site.tls-version
    site.tls-key site.certificate-expiry site.certificate-days site.certificate-issuer site.security-txt
    """.split()
)

_REPLIES = {
    LookupStatus.RECORDS: "enregistrement vide",
    LookupStatus.NO_DATA: "pas d’enregistrement de cette sorte",
    LookupStatus.NO_NAME: "le nom n’existe pas",
    LookupStatus.BOGUS: "réponse fausse :",
    LookupStatus.FAILED: "pas de réponse sûre :",
}
_NOT_APPLICABLE = "– sans objet"
_OUTCOMES = {
    Outcome.NOT_CONCERNED: _NOT_APPLICABLE,
    Outcome.THEY_FAILED: "✗ n’a pas répondu",
    Outcome.WE_FAILED: "? pas pu voir",
}


def explain_once(what: str, network: NetworkOptions, only: str) -> None:
    """Look once at a site (its address), or at a collectivité's site and mail (its SIREN), and print each step.

    Raises:
        BarometreError: an option or `what` is wrong.
    """
    console = Console()
    target = find_target(what)
    settings = network.to_settings(recheck_after=0)
    if target.local:
        settings = replace(settings, allow_private=True)
    catalogue = load_catalogue()
    groups = parse_groups(only) - ({"mail"} if target.mail is None and not what.isdigit() else set())
    seen = uvloop.run(look_once(target, groups, settings, reference_lists(catalogue)))
    site = target.site or "pas de site déclaré"
    console.print(f"[bold]{escape(harmless(site))}[/bold] · {escape(_without_user(target.mail))}\n")
    for request in seen.requests:
        asked, answered = _visit(request) if isinstance(request, Answer) else _question(request)
        console.print(f"  {escape(harmless(asked))}\n      {escape(harmless(answered))}", highlight=False)
    for look in seen.looks:
        console.print(_table(look.group, look.statements, catalogue.facts, _not_applicable(target)))
    console.print("Une seule vérification : un « non » n’est affirmé qu’après une seconde, à un autre moment.")


def find_target(what: str) -> Target:
    """Return the target with this SIREN, or the site at this address.

    Raises:
        BarometreError: no collectivité has this SIREN, or the address is not that of a site.
    """
    if what.isdigit():
        rows = reference.collectivites().filter(pl.col("siren") == what)
        if rows.is_empty():
            raise BarometreError(f"No collectivité has the SIREN {what}; give another, or the address of a site")
        row = rows.row(0, named=True)
        return Target(what, row["site"], row["email"])
    target = Target("000000000", what, local=is_local(what))
    site = target.read_site()
    if site is None or not site.valid:
        shown = what if len(what) <= 100 else f"{what[:100]}…"
        why = sentence(site.note) if site and site.note else "empty"
        raise BarometreError(f"{shown!r} is not the address of a site ({why}); write it like https://www.ville.fr/")
    return target


def _question(question: DnsQuestion) -> tuple[str, str]:
    """Describe a question to the DNS, and its answer."""
    records = question.records
    values = " ; ".join(str(value) for value in records.values[:5])
    detail = f" {sentence(records.detail)}" if records.detail else ""
    return f"DNS {question.kind} {question.name}", values or f"{_REPLIES[records.status]}{detail}"


def _visit(answer: Answer) -> tuple[str, str]:
    """Describe a visit, and its answer."""
    chain = " → ".join(f"{hop.url} {hop.status or ''}".strip() for hop in answer.hops)
    end = f"{len(answer.body)} octets"
    if answer.fault:
        end = sentence(fault_reason(answer.fault, answer.fault_detail))
    refusal = f" ; {sentence(answer.certificate_fault)}" if answer.certificate_fault else ""
    return f"visite {answer.url}", f"{chain} ; {end}{refusal}"


def _without_user(mail: str | None) -> str:
    """Describe a mail address without what precedes the @, which may name a person."""
    return f"courriel à …@{mail.rpartition('@')[2]}" if mail else "pas de courriel"


def _not_applicable(target: Target) -> Set[str]:
    """Return the facts that do not apply to a site of this machine."""
    if not target.local:
        return frozenset()
    return NEEDS_A_NAME if (target.site or "").startswith("https:") else NEEDS_A_NAME | NEEDS_TLS


def _table(
    group: str, statements: tuple[Statement, ...], facts: Mapping[str, FactDefinition], not_applicable: Set[str]
) -> Table:
    table = Table(title=f"Groupe {group}", title_justify="left")
    for name in ("contrôle", "verdict", "ce qui a été vu"):
        table.add_column(name, overflow="fold")
    rule = Confirmation(0, facts)
    for statement in statements:
        fact = facts.get(statement.fact)
        title = fact.title if fact else statement.fact
        verdict = _verdict(statement, rule.is_negative(statement), is_number=fact is not None and fact.type == "number")
        if statement.fact in not_applicable:
            verdict = _NOT_APPLICABLE
        table.add_row(
            escape(f"{statement.fact}\n{title}"), escape(verdict), escape(stated_sentence(statement.reason) or "")
        )
    return table


def _verdict(statement: Statement, negative: bool, *, is_number: bool) -> str:
    """Return the verdict of a statement in a few words; 0 and 1 mean no and yes unless the fact is a number."""
    if statement.outcome is not Outcome.SEEN:
        return _OUTCOMES[statement.outcome]
    mark = "✗" if negative else "✓"
    if statement.text is not None:
        return f"{mark} {statement.text}"
    if statement.number in (0.0, 1.0) and not is_number:
        return f"{mark} {'oui' if statement.number else 'non'}"
    return f"{mark} {statement.number:g}"
