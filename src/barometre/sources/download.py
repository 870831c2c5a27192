"""Bring an official file over HTTPS: asked for only when it changed, gone on with when cut, within bounds, politely.

RFC 9110: conditional requests (13), ranges (14), Retry-After (10.2.3). Two files stand beside the one to write: what is
not whole yet (`.part`), and what tells the version that it is of (`.json`).
"""

import json
import re
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import truststore
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from barometre.errors import BarometreError

# Tries of one address before the next one, or the failure.
TRIES = 4
# A server that asks for more patience is left until the next run.
LONGEST_WAIT = 120.0
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _system_authorities() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True)
class Network:
    """How servers are asked.

    Attributes:
        contact: where they can write to the operator.
        seconds: longest time for one file.
        silence: longest time without a byte.
        authorities: makes the TLS context; the certificate authorities of the system, unless a test has its own.
        sleep: waits between two tries.
        loopback: whether this machine may be asked without TLS (tests).
    """

    contact: str = ""
    seconds: float = 1800.0
    silence: float = 60.0
    authorities: Callable[[], ssl.SSLContext] = field(default=_system_authorities)
    sleep: Callable[[float], None] = time.sleep
    loopback: bool = False


class _RefusedError(Exception):
    """Another try would fail too."""


class _LaterError(Exception):
    """Another try may succeed, after some seconds when the server says so."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


def download(addresses: tuple[str, ...], target: Path, known: dict[str, Any], most: int, network: Network) -> bool:
    """Bring the file of the first address that gives it.

    Args:
        addresses: the official one, then its mirrors.
        target: file to write; `<target>.json` beside it will tell its `address`, `etag`, `last_modified`.
        known: the same of the version that is here already, if any.
        most: largest size, in bytes.
        network: how servers are asked.

    Returns:
        False when the version that is here is still the official one; nothing is written then.

    Raises:
        BarometreError: no address gave it; says why, for each.
    """
    failures = []
    with _client(network) as client:
        for address in addresses:
            retrying = Retrying(
                stop=stop_after_attempt(TRIES),
                wait=_wait,
                retry=retry_if_exception_type(_LaterError),
                sleep=network.sleep,
                reraise=True,
            )
            try:
                return retrying(_try, client, address, target, known, most, network)
            except (_LaterError, _RefusedError) as error:
                failures.append(f"{address}: {error}")
    raise BarometreError("; ".join(failures))


def day_of(known: dict[str, Any], today: date) -> date:
    """Return the day of a version: that of Last-Modified, else today."""
    with suppress(KeyError, ValueError, TypeError):
        return min(parsedate_to_datetime(known["last_modified"]).astimezone(UTC).date(), today)
    return today


def beside(target: Path) -> Path:
    """Return the file that tells which version a downloaded file is of."""
    return target.with_name(f"{target.name}.json")


def _user_agent(contact: str) -> str:
    """Return our name and how to contact us (RFC 9110, 10.1.5), as a header can carry it."""
    said = contact.encode("ascii", "ignore").decode()
    return f"Barometre/{version('barometre')} ({f'+{said}' if said else 'no contact given'})"


def _client(network: Network) -> httpx.Client:
    """Make the client, which takes the proxies of the environment.

    Raises:
        BarometreError: one of them cannot be used.
    """
    try:
        return httpx.Client(
            verify=network.authorities(),
            follow_redirects=True,
            max_redirects=5,
            timeout=httpx.Timeout(network.silence, connect=min(20.0, network.silence)),
            headers={"User-Agent": _user_agent(network.contact), "Accept": "*/*", "Accept-Encoding": "identity"},
            event_hooks={"request": [lambda request: _refuse_plain(request, network)]},
        )
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        raise BarometreError(f"The proxy of the environment cannot be used ({error}); mend HTTPS_PROXY") from None


def _refuse_plain(request: httpx.Request, network: Network) -> None:
    """Refuse to ask, or to be sent on, without TLS."""
    here = network.loopback and request.url.host in _LOOPBACK
    if request.url.scheme != "https" and not here:
        raise _RefusedError(f"sent on to {str(request.url)[:200]}, which is not https")


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, _LaterError) and error.after is not None:
        return error.after
    return float(wait_random_exponential(multiplier=2, max=60)(state))


def _try(client: httpx.Client, address: str, target: Path, known: dict[str, Any], most: int, network: Network) -> bool:
    part = target.with_name(f"{target.name}.part")
    begun = _begun(part, address)
    headers = {"Range": f"bytes={part.stat().st_size}-", "If-Range": begun["range"]} if begun else {}
    if known.get("address") == address and not begun:
        names = {"If-None-Match": "etag", "If-Modified-Since": "last_modified"}
        headers = {name: known[key] for name, key in names.items() if known.get(key)}
    try:
        with client.stream("GET", address, headers=headers) as answer:
            if answer.status_code == 304 and not begun:
                return False
            if answer.status_code == 416:
                part.unlink(missing_ok=True)
                raise _LaterError("the part that was here is of no use")
            _refuse_status(answer, resumed=begun is not None)
            _keep(answer, address, part, target, most, time.monotonic() + network.seconds)
    except httpx.TooManyRedirects:
        raise _RefusedError("sent on too many times") from None
    except httpx.TransportError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise _RefusedError(f"its certificate is refused ({_certificate_fault(str(error))})") from None
        raise _LaterError(_transport_fault(error)) from None
    except (httpx.InvalidURL, httpx.HTTPError) as error:
        raise _RefusedError(str(error)[:200]) from None
    return True


def _refuse_status(answer: httpx.Response, *, resumed: bool) -> None:
    status = answer.status_code
    if status in _AGAIN:
        after = _retry_after(answer.headers.get("Retry-After"))
        if after is not None and after > LONGEST_WAIT:
            raise _RefusedError(f"answered {status} and asks to come back in {after:.0f} s")
        raise _LaterError(f"answered {status}", after)
    if status != 200 and not (status == 206 and resumed):
        raise _RefusedError(f"answered {status}")


def _retry_after(text: str | None) -> float | None:
    """Return the seconds of a Retry-After, which is a number or a date."""
    if text is None:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _keep(answer: httpx.Response, address: str, part: Path, target: Path, most: int, until: float) -> None:
    """Write the body of an answer after what was here of it, then give the whole its name."""
    kept = part.stat().st_size if answer.status_code == 206 else 0
    came = re.match(r"bytes (\d+)-(\d+)/(\d+)", answer.headers.get("Content-Range", ""))
    if answer.status_code == 206 and (not came or int(came[1]) != kept or int(came[2]) + 1 != int(came[3])):
        part.unlink()
        raise _LaterError("another part than the one asked for came")
    if kept + int(answer.headers.get("Content-Length", "0")) > most:
        raise _RefusedError(f"larger than {most:,} bytes")
    with part.open("ab" if kept else "wb") as file:
        if not kept:
            names = {"etag": "ETag", "last_modified": "Last-Modified"}
            about = {"address": address, **{key: answer.headers.get(name) for key, name in names.items()}}
            beside(part).write_text(json.dumps(about), encoding="utf-8")
        # As sent: a server that compresses unasked gives a gzip, which is read as one.
        for step in answer.iter_raw():
            kept += len(step)
            if kept > most:
                part.unlink()
                raise _RefusedError(f"larger than {most:,} bytes")
            if time.monotonic() > until:
                raise _RefusedError("too slow; what came is kept, the next run goes on")
            file.write(step)
    # The file before what tells its version: between the two, it would be asked for again, and that is all.
    part.replace(target)
    beside(part).replace(beside(target))


def _begun(part: Path, address: str) -> dict[str, str] | None:
    """Return the validator with which a part of a file can be gone on with; None when it must be asked for whole."""
    try:
        about = json.loads(beside(part).read_text(encoding="utf-8"))
        if about["address"] != address or not part.stat().st_size:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    etag = about.get("etag") or ""
    # A weak validator does not tell parts of one file from those of another (RFC 9110, 13.1.5).
    strong = etag if etag.startswith('"') else about.get("last_modified")
    return {"range": strong} if strong else None


def _certificate_fault(text: str) -> str:
    found = re.search(r"certificate verify failed: ([^(]+)", text)
    return found[1].strip() if found else "not verified"


def _transport_fault(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.RemoteProtocolError):
        return "cut before the end"
    return f"not reached ({str(error)[:120] or type(error).__name__})"
