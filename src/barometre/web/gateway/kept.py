"""Answers made once and given again, compressed or not, within a bound of bytes: public pages, API, style sheet."""

import re
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field

from barometre.web.shared.tags import is_known

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, ...]

# Bytes of answers that one worker keeps: some 5,000 pages, compressed.
MOST_BYTES = 64 * 1024 * 1024
# What an answer costs beside its body.
OVERHEAD = 2048
# Codings that Django and WhiteNoise look for, each in the way that they do.
CODINGS = re.compile(r"\b(?:gzip|br)\b")
# Headers of what is not modified (RFC 9110, 15.4.5): all but those of the body.
OF_THE_BODY = {b"content-length", b"content-type", b"content-encoding", b"content-disposition", b"last-modified"}


@dataclass(frozen=True)
class KeptAnswer:
    """A whole answer: status, headers in lower case, body.

    `state` is the ETag of the state of the site that it was made from, when its own is that of its content.
    """

    status: int
    headers: Headers
    body: bytes
    state: bytes | None = None
    named: dict[bytes, bytes] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", dict(self.headers))

    def for_who_has(self, tags: bytes | None) -> "KeptAnswer":
        """Return this answer, or « not modified » for a visitor who has it already (If-None-Match)."""
        if not is_known((tags or b"").decode("latin-1"), self.named.get(b"etag", b"").decode("latin-1")):
            return self
        return KeptAnswer(304, [(name, value) for name, value in self.headers if name not in OF_THE_BODY], b"")


def key_of(scope: dict, headers: dict[bytes, bytes]) -> Key | None:
    """Return what an answer to a request depends on, beside the edition; None when none may be kept for it.

    Args:
        scope: the request.
        headers: its headers, as `bridge.joined` gives them: what Django is told.
    """
    path = scope["raw_path"]
    if scope["method"] not in ("GET", "HEAD") or b"range" in headers or b"authorization" in headers:
        return None
    codings = sorted(set(CODINGS.findall(headers.get(b"accept-encoding", b"").decode("latin-1"))))
    return (
        headers.get(b"host", b""),
        headers.get(b"x-forwarded-proto", b""),
        path,
        scope["query_string"],
        " ".join(codings).encode(),
    )


def may_be_kept(answer: KeptAnswer, tags: Collection[bytes]) -> bool:
    """Return whether an answer is public, the same for everybody, and of the present state of the site.

    Args:
        answer: what Django made.
        tags: ETags of the present state: pages of the edition, answers of the API.
    """
    policy = answer.named.get(b"cache-control", b"")
    varies = {word.strip().lower() for word in answer.named.get(b"vary", b"").split(b",")} - {b"", b"accept-encoding"}
    if answer.status != 200 or varies or b"set-cookie" in answer.named or b"public" not in policy:
        return False
    return b"immutable" in policy or (b"max-age" in policy and (answer.state or answer.named.get(b"etag")) in tags)


class Kept:
    """The answers that one worker keeps; those that nobody asked for lately go first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.bytes = 0
        self._most = most
        self._tags: frozenset[bytes] = frozenset()
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()

    def find(self, key: Key, tags: frozenset[bytes]) -> KeptAnswer | None:
        """Return the answer kept for a key, if it is of the present state."""
        if tags != self._tags:
            self._forget(tags)
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def keep(self, key: Key, answer: KeptAnswer, tags: frozenset[bytes]) -> None:
        """Keep an answer, unless the state changed meanwhile or it is not for everybody."""
        if tags != self._tags or not may_be_kept(answer, tags) or key in self._answers:
            return
        self._answers[key] = answer
        self.bytes += _size(answer)
        while self.bytes > self._most:
            self.bytes -= _size(self._answers.popitem(last=False)[1])

    def _forget(self, tags: frozenset[bytes]) -> None:
        """Forget every answer of another state; files whose name changes with their content stay."""
        self._tags = tags
        for key, answer in list(self._answers.items()):
            if b"immutable" not in answer.named.get(b"cache-control", b""):
                self.bytes -= _size(self._answers.pop(key))


def _size(answer: KeptAnswer) -> int:
    return len(answer.body) + OVERHEAD
