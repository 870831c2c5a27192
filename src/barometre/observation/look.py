"""One look at one collectivité: the groups of probes asked for, sharing what they see."""

import asyncio
import time
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, datetime

from barometre.facts.statement import Statement
from barometre.observation.eye import Eye, Step
from barometre.observation.mail import ask_mail, judge_mail_domain
from barometre.observation.names import look_names
from barometre.observation.pages import look_in_browser, look_pages
from barometre.observation.rcpnt_site import Variants
from barometre.observation.settle import Look
from barometre.observation.smtp import look_starttls
from barometre.observation.target import Target
from barometre.observation.tools import Tools
from barometre.observation.web import judge_web, visit_variants

GROUPS = ("web", "dns", "mail", "page", "browser")
"""Groups of probes, as `--only` names them."""
DEFAULT_GROUPS = ("web", "dns", "mail", "page")
"""Those that need no browser."""


@dataclass(slots=True)
class Seen:
    """What one look found, by group, and how."""

    looks: list[Look] = field(default_factory=list)
    eyes: list[Eye] = field(default_factory=list)
    crashes: list[Exception] = field(default_factory=list)
    """What our own code could not finish: a fault of one group does not lose the others."""

    def steps(self) -> list[Step]:
        """What was asked of the network, group by group."""
        return [step for eye in self.eyes for step in eye.steps()]


async def look(tools: Tools, target: Target, groups: Set[str], turn: int = 0) -> Seen:
    """Look at one collectivité with some groups of probes; never raises for what the network or a site does."""
    site, mail = target.read_site(), target.read_mail()
    host = site.host if site is not None and site.valid else None
    domain = mail.domain if mail is not None and mail.valid else None
    seen = Seen()

    def keep(group: str, eye: Eye, statements: list[Statement]) -> None:
        seen.looks.append(Look(target.siren, group, time.time(), turn, eye.failed, tuple(statements)))
        seen.eyes.append(eye)

    async def of_web() -> None:
        eye = Eye(tools.visitor)
        variants = await _variants(eye, target, host)
        if "web" in groups:
            keep("web", eye, judge_web(site, variants, tools.knowledge, tools.countries, datetime.now(UTC)))
        if "page" in groups:
            eye = Eye(tools.visitor)
            keep("page", eye, await look_pages(eye, variants, tools.signs))
        if "browser" in groups and tools.browser is not None:
            statements, failed = await look_in_browser(tools.browser, variants, tools.trackers)
            eye = Eye(tools.visitor)
            eye.failed = failed
            keep("browser", eye, statements)

    async def of_mail() -> None:
        eye = Eye(tools.visitor)
        found = None
        if mail is not None and domain is not None:
            found = await ask_mail(eye, domain, mail.registrable or domain, tools.countries)
        statements = judge_mail_domain(mail, site, found, tools.knowledge)
        if eye.visitor.reach.starttls:
            statements.append(await look_starttls(eye, found.servers if found else ()))
        keep("mail", eye, statements)

    async def of_names() -> None:
        eye = Eye(tools.visitor)
        keep("dns", eye, await look_names(eye, host, domain))

    parts = [of_web()] if groups & {"web", "page", "browser"} else []
    parts += [of_mail()] if "mail" in groups else []
    parts += [of_names()] if "dns" in groups else []
    ends = await asyncio.gather(*parts, return_exceptions=True)
    seen.crashes = [end for end in ends if isinstance(end, Exception)]
    return seen


async def _variants(eye: Eye, target: Target, host: str | None) -> Variants | None:
    return await visit_variants(eye, target.site or "", host) if host else None
