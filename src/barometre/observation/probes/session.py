"""Session of a look: its requests and answers, and whether something failed on our side."""

import asyncio
from dataclasses import dataclass

from barometre.observation.net.answers import Answer
from barometre.observation.net.resolver import Records, Reply
from barometre.observation.net.visitor import Visitor

# Statuses of a server in trouble: it is visited again later before it is judged (RFC 9110, 15.6).
RETRIED_STATUSES = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Question:
    """Question to the DNS, and its answer."""

    name: str
    kind: str
    records: Records


class ProbeSession:
    """Requests of one look at one collectivité; no web request is sent twice.

    `failed`: something is worth trying again later, because of our failure or of a server in trouble. `requests`: what
    was asked and answered, in order.
    """

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.failed = False
        self.requests: list[Question | Answer] = []
        self._memory: dict[str, asyncio.Future[Answer]] = {}

    async def ask(self, name: str, kind: str) -> Records:
        """Ask the DNS."""
        records = await self.visitor.resolver.ask(name, kind)
        self.failed = self.failed or records.status is Reply.FAILED
        self.requests.append(Question(name, kind, records))
        return records

    async def visit(self, url: str) -> Answer:
        """Visit an address and follow its redirections; a request already sent in this session is not sent again."""
        answer = await self.visitor.visit(url, self._memory)
        self._note(answer)
        return answer

    async def request(self, url: str) -> Answer:
        """Send one request, without following redirections."""
        answer = await self.visitor.request(url)
        self._note(answer)
        return answer

    def _note(self, answer: Answer) -> None:
        self.failed = self.failed or answer.ours or answer.status in RETRIED_STATUSES
        self.requests.append(answer)
