"""Session of a look: its requests and answers, and whether something failed on our side."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from barometre.catalogue.models import Wall
from barometre.observation.html.walls import wall_of
from barometre.observation.net.answers import Answer
from barometre.observation.net.resolver import LookupStatus, Records
from barometre.observation.net.visitor import Visitor

# Statuses of a server in trouble: it is visited again later before it is judged (RFC 9110, 15.6).
RETRIED_STATUSES = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class DnsQuestion:
    """Question to the DNS, and its answer."""

    name: str
    kind: str
    records: Records


class ProbeSession:
    """Requests of one look at one collectivité; no web request is sent twice, and walls are recognised.

    `failed`: something is worth trying again later, because of our failure or of a server in trouble. `requests`: what
    was asked and answered, in order.
    """

    def __init__(self, visitor: Visitor, walls: Sequence[Wall] = ()) -> None:
        self.visitor = visitor
        self._walls = walls
        self.failed = False
        self.requests: list[DnsQuestion | Answer] = []
        self._memory: dict[str, asyncio.Future[Answer]] = {}

    async def ask(self, name: str, kind: str) -> Records:
        """Ask the DNS."""
        records = await self.visitor.resolver.ask(name, kind)
        self.failed = self.failed or records.status is LookupStatus.FAILED
        self.requests.append(DnsQuestion(name, kind, records))
        return records

    async def visit(self, url: str) -> Answer:
        """Visit an address and follow its redirections; a request already sent in this session is not sent again."""
        return self._noted(await self.visitor.visit(url, self._memory))

    async def request(self, url: str) -> Answer:
        """Send one request, without following redirections."""
        return self._noted(await self.visitor.request(url))

    def _noted(self, answer: Answer) -> Answer:
        if wall := wall_of(answer, self._walls):
            answer = replace(answer, wall=wall)
        self.rest_on(answer)
        self.requests.append(answer)
        return answer

    def rest_on(self, answer: Answer) -> None:
        """Take an answer into account, also one that another session received: what it hides is to be tried again."""
        self.failed = self.failed or answer.ours or answer.status in RETRIED_STATUSES
