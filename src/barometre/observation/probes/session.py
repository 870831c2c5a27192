"""One look: what it asked of the network, step by step, and whether something failed on our side meanwhile."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from barometre.observation.net.answers import Answer, fault_words
from barometre.observation.net.resolver import Records, Reply
from barometre.observation.net.visitor import Visitor

Found = TypeVar("Found")

RETRIED_STATUSES = frozenset({500, 502, 503, 504})
"""A server in trouble is visited again later before it is judged (RFC 9110, 15.6)."""


_REPLIES = {
    Reply.RECORDS: "enregistrement vide",
    Reply.NO_DATA: "pas d’enregistrement de cette sorte",
    Reply.NO_NAME: "le nom n’existe pas",
    Reply.BOGUS: "réponse fausse :",
    Reply.FAILED: "pas de réponse sûre :",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One question to the network and what came back, for a person to read."""

    what: str
    seen: str


async def together(looks: Sequence[Coroutine[Any, Any, Found]]) -> list[Found]:
    """What each look finds, all at once; a lone one needs no task of its own."""
    return [await looks[0]] if len(looks) == 1 else list(await asyncio.gather(*looks))


class ProbeSession:
    """Looks at one collectivité: the network, with a memory of this look alone."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.failed = False
        """Something of this look is worth trying again later: our failure, or a server in trouble."""
        self._seen: list[tuple[str, str, Records] | Answer] = []
        self._memory: dict[str, asyncio.Future[Answer]] = {}

    async def ask(self, name: str, kind: str) -> Records:
        """Ask the DNS."""
        records = await self.visitor.resolver.ask(name, kind)
        self.failed = self.failed or records.status is Reply.FAILED
        self._seen.append((name, kind, records))
        return records

    async def visit(self, url: str) -> Answer:
        """Visit an address with its redirections; the same request is sent once a look."""
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
        self._seen.append(answer)

    def steps(self) -> list[Step]:
        """What was asked and what came back, in order."""
        return [_visited(one) if isinstance(one, Answer) else _asked(*one) for one in self._seen]


def _asked(name: str, kind: str, records: Records) -> Step:
    values = " ; ".join(str(value) for value in records.values[:5])
    return Step(f"DNS {kind} {name}", values or f"{_REPLIES[records.status]} {records.detail}".strip())


def _visited(answer: Answer) -> Step:
    chain = " → ".join(f"{hop.url} {hop.status or ''}".strip() for hop in answer.hops)
    end = fault_words(answer.fault, answer.fault_detail) if answer.fault else f"{len(answer.body)} octets"
    refusal = f" ; {answer.certificate_fault}" if answer.certificate_fault else ""
    return Step(f"visite {answer.url}", f"{chain} ; {end}{refusal}")
