"""One look at one collectivité: the groups of probes asked for, sharing what they see."""

import asyncio
import time
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, datetime

from barometre.facts.statement import Statement
from barometre.observation.criteria.rcpnt_site import Variants
from barometre.observation.criteria.target import Target
from barometre.observation.probes.domain import look_names
from barometre.observation.probes.mail import ask_mail, judge_mail_domain
from barometre.observation.probes.pages import look_in_browser, look_pages
from barometre.observation.probes.session import ProbeSession, Step
from barometre.observation.probes.site import judge_web, visit_variants
from barometre.observation.probes.smtp import look_starttls
from barometre.observation.run.confirm import Look
from barometre.observation.run.context import RunContext


@dataclass(slots=True)
class Seen:
    """What one look found, by group, and how."""

    looks: list[Look] = field(default_factory=list)
    sessions: list[ProbeSession] = field(default_factory=list)
    crashes: list[Exception] = field(default_factory=list)
    """What our own code could not finish: a fault of one group does not lose the others."""

    def steps(self) -> list[Step]:
        """What was asked of the network, group by group."""
        return [step for session in self.sessions for step in session.steps()]


async def look(context: RunContext, target: Target, groups: Set[str], turn: int = 0) -> Seen:
    """Look at one collectivité with some groups of probes; never raises for what the network or a site does."""
    site, mail = target.read_site(), target.read_mail()
    host = site.host if site is not None and site.valid else None
    domain = mail.domain if mail is not None and mail.valid else None
    seen = Seen()

    def keep(group: str, session: ProbeSession, statements: list[Statement]) -> None:
        seen.looks.append(Look(target.siren, group, time.time(), turn, session.failed, tuple(statements)))
        seen.sessions.append(session)

    async def of_web() -> None:
        session = ProbeSession(context.visitor)
        variants = await _variants(session, target, host)
        if "web" in groups:
            keep("web", session, judge_web(site, variants, context.lists, context.countries, datetime.now(UTC)))
        if "page" in groups:
            session = ProbeSession(context.visitor)
            keep("page", session, await look_pages(session, variants, context.signs))
        if "browser" in groups and context.browser is not None:
            statements, failed = await look_in_browser(context.browser, variants, context.trackers)
            session = ProbeSession(context.visitor)
            session.failed = failed
            keep("browser", session, statements)

    async def of_mail() -> None:
        session = ProbeSession(context.visitor)
        found = None
        if mail is not None and domain is not None:
            found = await ask_mail(session, domain, mail.registrable or domain, context.countries)
        statements = judge_mail_domain(mail, site, found, context.lists)
        if session.visitor.settings.starttls:
            statements.append(await look_starttls(session, found.servers if found else ()))
        keep("mail", session, statements)

    async def of_names() -> None:
        session = ProbeSession(context.visitor)
        keep("dns", session, await look_names(session, host, domain))

    parts = [of_web()] if groups & {"web", "page", "browser"} else []
    parts += [of_mail()] if "mail" in groups else []
    parts += [of_names()] if "dns" in groups else []
    ends = await asyncio.gather(*parts, return_exceptions=True)
    seen.crashes = [end for end in ends if isinstance(end, Exception)]
    return seen


async def _variants(session: ProbeSession, target: Target, host: str | None) -> Variants | None:
    return await visit_variants(session, target.site or "", host) if host else None
