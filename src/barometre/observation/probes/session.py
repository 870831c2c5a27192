"""Session of a look: its requests and answers, and whether something failed on our side."""

import asyncio
from dataclasses import dataclass

from barometre.observation.net.answers import Answer, fault_words
from barometre.observation.net.resolver import Records, Reply
from barometre.observation.net.visitor import Visitor

# Statuses of a server in trouble: it is visited again later before it is judged (RFC 9110, 15.6).
RETRIED_STATUSES = frozenset({500, 502, 503, 504})
_REPLIES = {
    Reply.RECORDS: "enregistrement vide",
    Reply.NO_DATA: "pas d’enregistrement de cette sorte",
    Reply.NO_NAME: "le nom n’existe pas",
    Reply.BOGUS: "réponse fausse :",
    Reply.FAILED: "pas de réponse sûre :",
}


@dataclass(frozen=True, slots=True)
class ProbeStep:
    """Request to the network and its answer, in words."""

    request: str
    answer: str


class ProbeSession:
    """Requests of one look at one collectivité; no web request is sent twice.

    `failed`: something is worth trying again later, because of our failure or of a server in trouble.
    """

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.failed = False
        self._answers: list[tuple[str, str, Records] | Answer] = []
        self._memory: dict[str, asyncio.Future[Answer]] = {}

    async def ask(self, name: str, kind: str) -> Records:
        """Ask the DNS."""
        records = await self.visitor.resolver.ask(name, kind)
        self.failed = self.failed or records.status is Reply.FAILED
        self._answers.append((name, kind, records))
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
        self._answers.append(answer)

    def steps(self) -> list[ProbeStep]:
        """Return the requests and their answers, in order."""
        return [_visit(answer) if isinstance(answer, Answer) else _question(*answer) for answer in self._answers]


def _question(name: str, kind: str, records: Records) -> ProbeStep:
    values = " ; ".join(str(value) for value in records.values[:5])
    return ProbeStep(f"DNS {kind} {name}", values or f"{_REPLIES[records.status]} {records.detail}".strip())


def _visit(answer: Answer) -> ProbeStep:
    chain = " → ".join(f"{hop.url} {hop.status or ''}".strip() for hop in answer.hops)
    end = fault_words(answer.fault, answer.fault_detail) if answer.fault else f"{len(answer.body)} octets"
    refusal = f" ; {answer.certificate_fault}" if answer.certificate_fault else ""
    return ProbeStep(f"visite {answer.url}", f"{chain} ; {end}{refusal}")
