"""Look at one collectivité: the groups of probes asked for, which share their answers."""

import asyncio
import time
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, datetime

from barometre.facts.statement import Statement
from barometre.observation.criteria.target import Target
from barometre.observation.net.answers import Answer
from barometre.observation.probes.domain import probe_domain
from barometre.observation.probes.mail import judge_mail_domain, probe_mail
from barometre.observation.probes.pages import probe_browser, probe_pages
from barometre.observation.probes.session import ProbeSession, Question
from barometre.observation.probes.site import judge_web, probe_site
from barometre.observation.probes.smtp import probe_starttls
from barometre.observation.run.confirm import Look
from barometre.observation.run.context import RunContext


@dataclass(slots=True)
class LookResult:
    """Result of one look: a `Look` for each group, the requests made, and the exceptions of our own code.

    A bug in one group does not lose the others.
    """

    looks: list[Look] = field(default_factory=list)
    requests: list[Question | Answer] = field(default_factory=list)
    crashes: list[Exception] = field(default_factory=list)


async def look(context: RunContext, target: Target, groups: Set[str], attempt: int = 0) -> LookResult:
    """Look at one collectivité with some groups of probes; never raise for what the network or a site does."""
    site, mail = target.read_site(), target.read_mail()
    host = site.host if site is not None and site.valid else None
    domain = mail.domain if mail is not None and mail.valid else None
    result = LookResult()

    def keep(group: str, session: ProbeSession, statements: list[Statement]) -> None:
        result.looks.append(Look(target.siren, group, time.time(), attempt, session.failed, tuple(statements)))
        result.requests += session.requests

    async def run_site() -> None:
        session = ProbeSession(context.visitor, context.lists.walls)
        variants = await probe_site(session, target.site or "", host) if host else None
        if "web" in groups:
            keep("web", session, judge_web(site, variants, context.lists, context.countries, datetime.now(UTC)))
        if "page" in groups:
            session = ProbeSession(context.visitor, context.lists.walls)
            keep("page", session, await probe_pages(session, variants, context.signs))
        if "browser" in groups and context.browser is not None:
            statements, failed = await probe_browser(context.browser, variants, context.trackers)
            session = ProbeSession(context.visitor, context.lists.walls)
            session.failed = failed
            keep("browser", session, statements)

    async def run_mail() -> None:
        session = ProbeSession(context.visitor, context.lists.walls)
        answers = None
        if mail is not None and domain is not None:
            answers = await probe_mail(session, domain, context.countries)
        statements = judge_mail_domain(mail, site, answers, context.lists)
        if session.visitor.settings.starttls:
            statements.append(await probe_starttls(session, answers.servers if answers else ()))
        keep("mail", session, statements)

    async def run_domain() -> None:
        session = ProbeSession(context.visitor, context.lists.walls)
        keep("dns", session, await probe_domain(session, host, domain))

    probes = [run_site()] if groups & {"web", "page", "browser"} else []
    probes += [run_mail()] if "mail" in groups else []
    probes += [run_domain()] if "dns" in groups else []
    outcomes = await asyncio.gather(*probes, return_exceptions=True)
    result.crashes = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    return result
