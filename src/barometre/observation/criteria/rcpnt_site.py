"""Criteria 1.1 to 1.8 of the national reference of digital presence (RCPNT, ANCT): the site. Pure.

Source: https://suiteterritoriale.anct.gouv.fr/conformite/referentiel
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from barometre.addresses import Site
from barometre.observation.criteria.verdict import Verdict, after, declared
from barometre.observation.net.answers import Answer, fault_words
from barometre.observation.net.urls import domain_of, host_of, without_www

TRUSTED = ("gouv.fr", "collectivite.fr")
"""A chain of redirections may go through their subdomains (1.6)."""
MAXIMUM_REDIRECTIONS = 5


@dataclass(frozen=True, slots=True)
class Variants:
    """Answers to the forms of one declared address; `twin_*` with or without www, None when there is no such form."""

    declared: Answer
    http: Answer
    https: Answer
    twin_http: Answer | None = None
    twin_https: Answer | None = None

    def all(self) -> tuple[Answer, ...]:
        """Every answer, the declared form first."""
        others = (self.http, self.https, self.twin_http, self.twin_https)
        return (self.declared, *(answer for answer in others if answer is not None))


def twin_host(host: str) -> str | None:
    """The same host with or without www; None for a deeper subdomain, which has no such form."""
    if host.startswith("www."):
        return without_www(host)
    return f"www.{host}" if "." in host and host == domain_of(host) else None


def judge_site(site: Site | None, seen: Variants | None, extensions: Set[str]) -> dict[str, Verdict]:
    """Judge the eight criteria of the site, by number.

    Args:
        site: the declared site; None when none is.
        seen: what visits found; None when the address cannot be visited.
        extensions: sovereign extensions.
    """
    if site is None or not site.valid or site.host is None or seen is None:
        why = "aucun site déclaré" if site is None else f"adresse de site mal formée ({site.note})"
        return {f"1.{number}": declared(False, why) for number in range(1, 9)}
    answers = _answers(seen.declared)
    to_https = after(_to_https(seen.http), ("1.3", answers))
    return {
        "1.1": declared(True, "une adresse de site est déclarée"),
        "1.2": declared(site.extension in extensions, f"extension « .{site.extension} »"),
        "1.3": answers,
        "1.4": to_https,
        "1.5": after(_certificate(seen.https), ("1.3", answers)),
        "1.6": after(_stays(site.host, (seen.declared, seen.http, seen.https)), ("1.3", answers)),
        "1.7": after(_same_place(seen), ("1.3", answers), ("1.4", to_https)),
        "1.8": declared(site.scheme == "https", f"adresse déclarée en {site.scheme}"),
    }


def words(answer: Answer) -> str:
    """What came of a visit, in French: status and final address, or the fault."""
    if answer.fault is not None:
        return f"{answer.final} : {fault_words(answer.fault, answer.fault_detail)}"
    return f"{answer.final} répond {answer.status}"


def _arrival(answer: Answer) -> str:
    """Where an address leads, and what comes of it."""
    if answer.fault is not None or answer.final == answer.url:
        return words(answer)
    return f"{answer.url} mène à {answer.final}, qui répond {answer.status}"


def _answers(answer: Answer) -> Verdict:
    """1.3: the declared address ends with a 200, whatever its certificate (1.5 judges that)."""
    return Verdict(None if answer.ours else answer.status == 200, words(answer))


def _to_https(answer: Answer) -> Verdict:
    """1.4: the http form ends in https."""
    if answer.ours:
        return Verdict(None, words(answer))
    ends = answer.status == 200 and answer.final.startswith("https://")
    return Verdict(ends, _arrival(answer))


def _certificate(answer: Answer) -> Verdict:
    """1.5: chain, host and dates of the certificate, for every https address of the chain."""
    if answer.certificate_fault is not None:
        return Verdict(False, answer.certificate_fault)
    if answer.ours:
        return Verdict(None, words(answer))
    if answer.status is None:
        return Verdict(False, words(answer))
    certificate = answer.secure.certificate if answer.secure else None
    until = f", valable jusqu’au {certificate.not_after:%d/%m/%Y}" if certificate else ""
    return Verdict(True, f"certificat reconnu, au nom du site{until}")


def _trusted(host: str, domain: str) -> bool:
    return domain_of(host) == domain or host.endswith(tuple(f".{name}" for name in TRUSTED))


def _stays(host: str, answers: Iterable[Answer]) -> Verdict:
    """1.6: no chain leaves the domain, but through trusted ones, and none has over five redirections."""
    domain = domain_of(host)
    unseen: Answer | None = None
    for answer in answers:
        strays = [hop.url for hop in answer.hops if not _trusted(host_of(hop.url), domain)]
        if strays:
            return Verdict(False, f"{answer.url} passe par {strays[0]}, hors du domaine {domain}")
        if len(answer.hops) - 1 > MAXIMUM_REDIRECTIONS:
            return Verdict(False, f"{answer.url} : {len(answer.hops) - 1} redirections de suite, cinq au plus")
        unseen = answer if answer.ours else unseen
    return Verdict(None, words(unseen)) if unseen else Verdict(True, f"le site reste sur {domain}")


def _same_place(seen: Variants) -> Verdict:
    """1.7: http and https, with and without www, end at the same host, without a page of alert."""
    if seen.twin_http is None or seen.twin_https is None:
        return Verdict(True, "sous-domaine : il n’y a pas de forme avec www à vérifier")
    answers = (seen.http, seen.https, seen.twin_http, seen.twin_https)
    for answer in answers:
        if answer.certificate_fault is not None:
            return Verdict(False, f"{answer.url} : {answer.certificate_fault}")
        if answer.status != 200 and not answer.ours:
            return Verdict(False, _arrival(answer))
    ends = {without_www(host_of(answer.final)) for answer in answers if answer.status == 200}
    if len(ends) > 1:
        return Verdict(False, f"les formes de l’adresse mènent à des sites différents : {', '.join(sorted(ends))}")
    unseen = [answer for answer in answers if answer.ours]
    if unseen:
        return Verdict(None, words(unseen[0]))
    return Verdict(True, "avec et sans www, en http et en https, l’adresse mène au même site")
