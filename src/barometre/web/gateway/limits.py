"""How much one visitor may ask for: counted at once by each worker, put together in PostgreSQL every second."""

import hashlib
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MINUTE, DAY = 60, 86_400
# Counters that one worker remembers; beyond, the smallest are forgotten.
MOST = 100_000


class Kind(StrEnum):
    """What is counted."""

    API = "api"
    FORM = "form"
    LOOK = "look"
    MESSAGE = "message"
    ANSWER = "answer"


@dataclass(frozen=True)
class Rule:
    """At most so many of a kind for one visitor in so many seconds."""

    kind: Kind
    seconds: int
    most: int


# What is counted, its rule, the beginning of its window, the visitor (a digest, never an address).
Counter = tuple[Kind, int, int, str]

_LOOK = re.compile(r"/(communes|collectivites)/[^/]+/observation/regarder/")
_MESSAGE = re.compile(r"/(communes|collectivites)/[^/]+/mairie/")
# Accounts, whose login has its own limit; unsubscribing, which a few servers of mail ask for everybody (RFC 8058).
_UNCOUNTED = ("/gestion/", "/enquete/desinscription/")
_ANSWER = re.compile(r"/mairie/questionnaires/.*")


def kind_of(method: str, path: str) -> Kind | None:
    """Return what a request is counted as, None for what `_UNCOUNTED` names and for pages."""
    if path.startswith("/api/v1/"):
        return Kind.API
    if method != "POST" or path.startswith(_UNCOUNTED):
        return None
    if _LOOK.fullmatch(path):
        return Kind.LOOK
    if _ANSWER.fullmatch(path):
        return Kind.ANSWER
    return Kind.MESSAGE if _MESSAGE.fullmatch(path) else Kind.FORM


def digest(network: str, secret: str, now: float) -> str:
    """Return what stands for a visitor during a day: addresses are not stored."""
    key = hashlib.blake2b(f"{secret} {int(now // DAY)}".encode(), digest_size=32).digest()
    return hashlib.blake2b(network.encode(), key=key, digest_size=12).hexdigest()


class Usage:
    """Counts of the present windows, as one worker knows them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[Kind, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.kind, []).append(rule)
        self._known: dict[Counter, int] = {}
        self._new: dict[Counter, int] = {}

    def count(self, kind: Kind, visitor: str, now: float) -> int | None:
        """Count one request; or count nothing, and return the seconds to wait, when there were too many."""
        counters = {(kind, r.seconds, int(now // r.seconds), visitor): r for r in self._rules.get(kind, ())}
        full = [
            (window + 1) * seconds - now
            for (_, seconds, window, _), rule in counters.items()
            if self._total((kind, seconds, window, visitor)) >= rule.most
        ]
        if full:
            return max(1, int(max(full)) + 1)
        for counter in counters:
            self._new[counter] = self._new.get(counter, 0) + 1
        return None

    def take_new(self) -> dict[Counter, int]:
        """Return what was counted since the last time; it stays in the totals."""
        new, self._new = self._new, {}
        for counter, more in new.items():
            self._known[counter] = self._known.get(counter, 0) + more
        return new

    def learn(self, totals: dict[Counter, int], now: float | None = None) -> None:
        """Take over the counts of all workers, and forget windows that are over."""
        now = time.time() if now is None else now
        self._known.update(totals)
        present = {counter: n for counter, n in self._known.items() if (counter[2] + 1) * counter[1] > now}
        if len(present) > MOST:
            present = dict(sorted(present.items(), key=lambda item: -item[1])[: MOST // 2])
        self._known = present

    def _total(self, counter: Counter) -> int:
        return self._known.get(counter, 0) + self._new.get(counter, 0)
