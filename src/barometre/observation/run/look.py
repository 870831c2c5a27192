"""Look at one collectivité: the groups of probes asked for, which share their answers."""

import asyncio
import time
from collections.abc import Coroutine, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.statement import Statement, we_failed
from barometre.observation.criteria import browser
from barometre.observation.criteria.target import Target
from barometre.observation.net.answers import Answer
from barometre.observation.probes import domain as domain_probe
from barometre.observation.probes import mail as mail_probe
from barometre.observation.probes import pages as pages_probe
from barometre.observation.probes import smtp as starttls
from barometre.observation.probes.domain import probe_domain
from barometre.observation.probes.mail import judge_mail_domain, probe_mail
from barometre.observation.probes.pages import probe_browser, probe_pages
from barometre.observation.probes.session import DnsQuestion, ProbeSession
from barometre.observation.probes.site import WEB_FACTS, judge_web, probe_site
from barometre.observation.probes.smtp import probe_starttls
from barometre.observation.run.confirm import Look
from barometre.observation.run.context import RunContext

Result = TypeVar("Result")

# Seconds of the longest look: many times what a slow site takes, politeness included.
LONGEST = 300.0
# Facts of each group, to be stated when it is stopped.
_FACTS = {
    "web": (*(f"rcpnt.1.{number}" for number in range(1, 9)), *WEB_FACTS),
    "page": pages_probe.FACTS,
    "browser": browser.FACTS,
    "mail": (*(f"rcpnt.2.{number}" for number in range(1, 9)), *mail_probe.MAIL_FACTS),
    "dns": (*domain_probe.SITE_FACTS, *domain_probe.MAIL_FACTS),
}


@dataclass(slots=True)
class LookResult:
    """Result of one look: a `Look` for each group, the requests made, and the exceptions of our own code.

    A bug in one group does not lose the others.
    """

    looks: list[Look] = field(default_factory=list)
    requests: list[DnsQuestion | Answer] = field(default_factory=list)
    crashes: list[Exception] = field(default_factory=list)


async def look(
    context: RunContext, target: Target, groups: Set[str], attempt: int = 0, longest: float = LONGEST
) -> LookResult:
    """Look at one collectivité with some groups of probes; never raise for what the network or a site does.

    After `longest` seconds the probes that are not finished are stopped, and their facts stated as our failure; audits
    in the browser have a bound of their own.
    """
    site, mail = target.read_site(), target.read_mail()
    host = site.host if site is not None and site.valid else None
    domain = mail.domain if mail is not None and mail.valid else None
    result = LookResult()
    deadline = asyncio.get_running_loop().time() + longest

    def keep(group: str, session: ProbeSession, statements: list[Statement] | None) -> None:
        """Keep the statements of a group, or, without any, that it was stopped."""
        if statements is None:
            session.failed = True
            stopped = reason(ReasonCode.LOOK_OVERSTAYED, seconds=longest)
            asked = (starttls.FACT,) if group == "mail" and context.visitor.settings.starttls else ()
            statements = [we_failed(fact, stopped) for fact in (*_FACTS[group], *asked)]
        result.looks.append(Look(target.siren, group, time.time(), attempt, session.failed, tuple(statements)))
        result.requests += session.requests

    def new_session() -> ProbeSession:
        return ProbeSession(context.visitor, context.lists.walls)

    async def run_site() -> None:
        session, variants = new_session(), None
        if host:
            variants = await _before(deadline, probe_site(session, target.site or "", host))
        stopped = host is not None and variants is None
        if "web" in groups:
            where, now = (context.countries, context.networks), datetime.now(UTC)
            keep("web", session, None if stopped else judge_web(site, variants, context.lists, *where, now))
        if "page" in groups:
            session = new_session()
            pages = None if stopped else await _before(deadline, probe_pages(session, variants, context.signs))
            keep("page", session, pages)
        if "browser" in groups and context.browser is not None:
            session = new_session()
            statements = None
            if not stopped:
                statements, session.failed = await probe_browser(context.browser, variants, context.trackers)
            keep("browser", session, statements)

    async def run_mail() -> None:
        session = new_session()

        async def probe() -> list[Statement]:
            answers = None
            if domain is not None:
                answers = await probe_mail(session, domain, context.countries, context.networks)
            statements = judge_mail_domain(mail, site, answers, context.lists)
            if session.visitor.settings.starttls:
                statements.append(await probe_starttls(session, answers.servers if answers else ()))
            return statements

        keep("mail", session, await _before(deadline, probe()))

    async def run_domain() -> None:
        session = new_session()
        public = mail is not None and mail.at_provider(context.lists.mail_providers)
        keep("dns", session, await _before(deadline, probe_domain(session, host, domain, public=public)))

    probes = [run_site()] if groups & {"web", "page", "browser"} else []
    probes += [run_mail()] if "mail" in groups else []
    probes += [run_domain()] if "dns" in groups else []
    outcomes = await asyncio.gather(*probes, return_exceptions=True)
    result.crashes = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    return result


async def _before(deadline: float, probe: Coroutine[Any, Any, Result]) -> Result | None:
    """Return what a probe gives, None when it is stopped at `deadline`, by the clock of the event loop."""
    try:
        async with asyncio.timeout_at(deadline) as watch:
            return await probe
    except TimeoutError:
        if not watch.expired():
            raise
        return None
