"""Criteria 1.1 to 1.8 of the national reference of digital presence (RCPNT, ANCT): the site.

Source: https://suiteterritoriale.anct.gouv.fr/conformite/referentiel
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from barometre.addresses import Site
from barometre.facts.reason import Reason, Value, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.criteria.verdict import Verdict, after, declared, none_met
from barometre.observation.net.answers import Answer, why
from barometre.observation.net.urls import domain_of, host_of, without_www

# A chain of redirections may go through the subdomains of these (1.6).
_TRUSTED = ("gouv.fr", "collectivite.fr")
_MAXIMUM_REDIRECTIONS = 5


@dataclass(frozen=True, slots=True)
class Variants:
    """Answers to the forms of one declared address; `twin_*` with or without www, None when there is no such form.

    `shown` is what visitors see: the answer to which a page sends on by itself, None when it was not looked for.
    """

    declared: Answer
    http: Answer
    https: Answer
    twin_http: Answer | None = None
    twin_https: Answer | None = None
    shown: Answer | None = None

    def all(self) -> tuple[Answer, ...]:
        """Return every answer, the declared form first."""
        others = (self.http, self.https, self.twin_http, self.twin_https)
        return (self.declared, *(answer for answer in others if answer is not None))


def twin_host(host: str) -> str | None:
    """Return the same host with or without www; None for a deeper subdomain, which has no such form."""
    if host.startswith("www."):
        return without_www(host)
    return f"www.{host}" if "." in host and host == domain_of(host) else None


def judge_site(site: Site | None, variants: Variants | None, extensions: Set[str]) -> dict[str, Verdict]:
    """Judge the eight criteria of the site, by number; no `variants` when the address cannot be visited."""
    if site is None:
        return none_met(1, reason(ReasonCode.SITE_UNDECLARED))
    if not site.valid or site.host is None or variants is None:
        return none_met(1, reason(ReasonCode.SITE_MALFORMED, cause=site.note or ""))
    answers = _answers(variants.declared)
    to_https = after(_to_https(variants.http), ("1.3", answers))
    extension = site.extension or ""
    stays = _stays(site.host, (variants.declared, variants.http, variants.https))
    return {
        "1.1": declared(True, _named(site)),
        "1.2": declared(extension in extensions, reason(ReasonCode.SITE_EXTENSION, extension=extension)),
        "1.3": answers,
        "1.4": to_https,
        "1.5": after(_certificate(variants.https), ("1.3", answers)),
        "1.6": after(stays, ("1.3", answers)),
        "1.7": after(_same_place(variants), ("1.3", answers), ("1.4", to_https)),
        "1.8": declared(site.scheme == "https", reason(ReasonCode.SITE_SCHEME, scheme=site.scheme or "")),
    }


def _named(site: Site) -> Reason:
    """Return the reason of 1.1: declared, and what is wrong with its name when browsers open it all the same."""
    return reason(ReasonCode.SITE_DECLARED) if site.fit or site.note is None else site.note


def _arrival(answer: Answer) -> Reason:
    """Return where an address leads, and what comes of it."""
    if answer.status is None or answer.final == answer.url:
        return why(answer)
    note: dict[str, Value] = {"note": answer.note} if answer.note else {}
    return reason(ReasonCode.VISIT_LEADS_TO, url=answer.url, final=answer.final, status=answer.status, **note)


def _answers(answer: Answer) -> Verdict:
    """1.3: the declared address ends with a 200, whatever its certificate (1.5 judges that)."""
    return Verdict(None if answer.ours else answer.status == 200, why(answer))


def _to_https(answer: Answer) -> Verdict:
    """1.4: the http form ends in https."""
    if answer.ours:
        return Verdict(None, why(answer))
    ends = answer.status == 200 and answer.final.startswith("https://")
    clear = _step_in_clear(answer)
    if ends and clear is not None:
        named: dict[str, Value] = {
            "url": answer.url,
            "final": answer.final,
            "status": answer.status or 0,
            "step": clear,
        }
        return Verdict(True, reason(ReasonCode.SITE_STEP_IN_CLEAR, **named))
    return Verdict(ends, _arrival(answer))


def _step_in_clear(answer: Answer) -> str | None:
    """Return the first address in http to which a chain comes back after https; None when it never does."""
    pairs = zip(answer.hops, answer.hops[1:], strict=False)
    return next((to.url for by, to in pairs if by.url.startswith("https:") and to.url.startswith("http:")), None)


def _certificate(answer: Answer) -> Verdict:
    """1.5: chain, host and dates of the certificate, for every https address of the chain."""
    if answer.certificate_fault is not None:
        return Verdict(False, answer.certificate_fault)
    if answer.ours:
        return Verdict(None, why(answer))
    if answer.status is None:
        return Verdict(False, why(answer))
    certificate = answer.secure.certificate if answer.secure else None
    until: dict[str, Value] = {"until": certificate.not_after.isoformat()} if certificate else {}
    return Verdict(True, reason(ReasonCode.CERTIFICATE_VALID, **until))


def _trusted(host: str, domain: str) -> bool:
    return domain_of(host) == domain or host.endswith(tuple(f".{name}" for name in _TRUSTED))


def _stays(host: str, answers: Iterable[Answer]) -> Verdict:
    """1.6: no chain leaves the domain, but through trusted ones, and none has over five redirections."""
    domain = domain_of(host)
    failed: Answer | None = None
    for answer in answers:
        hops = () if answer.wall else answer.hops  # where a wall leads us is no address of the site
        strays = [hop.url for hop in hops if not _trusted(host_of(hop.url), domain)]
        if strays:
            away = reason(ReasonCode.SITE_REDIRECTS_AWAY, url=answer.url, stray=strays[0], domain=domain)
            return Verdict(False, away)
        redirections = len(hops) - 1
        if redirections > _MAXIMUM_REDIRECTIONS:
            return Verdict(False, reason(ReasonCode.SITE_MANY_REDIRECTS, url=answer.url, count=redirections))
        failed = answer if answer.ours else failed
    return Verdict(None, why(failed)) if failed else Verdict(True, reason(ReasonCode.SITE_STAYS, domain=domain))


def _same_place(variants: Variants) -> Verdict:
    """1.7: http and https, with and without www, end at the same host, without a page of alert."""
    if variants.twin_http is None or variants.twin_https is None:
        return Verdict(True, reason(ReasonCode.SITE_SUBDOMAIN))
    answers = (variants.http, variants.https, variants.twin_http, variants.twin_https)
    for answer in answers:
        if answer.certificate_fault is not None:
            return Verdict(False, reason(ReasonCode.VISIT_FAILED, url=answer.url, cause=answer.certificate_fault))
        if answer.status != 200 and not answer.ours:
            return Verdict(False, _arrival(answer))
    ends = {without_www(host_of(answer.final)) for answer in answers if answer.opens}
    if len(ends) > 1:
        return Verdict(False, reason(ReasonCode.SITE_DIFFERENT_PLACES, hosts=tuple(sorted(ends))))
    failed = next((answer for answer in answers if answer.ours), None)
    return Verdict(None, why(failed)) if failed else Verdict(True, reason(ReasonCode.SITE_SAME_PLACE))
