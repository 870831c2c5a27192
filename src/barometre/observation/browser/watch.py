"""Activity of a page while it loads, counted from the browser's events; too much of it stops the measure."""

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.browser.proxy import Proxy
from barometre.observation.browser.resources import ReceivedResource
from barometre.observation.net.urls import host_of

if TYPE_CHECKING:
    from playwright.async_api import Dialog, Page, Request, Response


@dataclass(frozen=True, slots=True)
class PageLimits:
    """Bounds of one page: seconds in all and of each step, requests, loads of the document, dialogs."""

    seconds: float = 30.0
    commit: float = 12.0
    load: float = 8.0
    quiet: float = 2.0
    answer: float = 6.0
    axe: float = 8.0
    requests: int = 400
    navigations: int = 15
    dialogs: int = 20


class Watch:
    """Listener of one page. `fault` is set, to a reason, as soon as the measure must be abandoned."""

    def __init__(self, page: "Page", proxy: Proxy, limits: PageLimits) -> None:
        self._page = page
        self._proxy = proxy
        self._limits = limits
        self._pending: set[Request] = set()
        self._ended: list[Response] = []
        self._answers: dict[Request, Response] = {}
        self._navigations = 0
        self._dialogs = 0
        self._moved = 0.0
        self.fault: asyncio.Future[Reason] = asyncio.get_running_loop().create_future()
        self.requests = 0
        self.hosts: set[str] = set()
        self.flooded = False
        page.on("crash", lambda _: self._give_up(ReasonCode.BROWSER_CRASHED))
        page.on("close", lambda _: self._give_up(ReasonCode.BROWSER_STOPPED))  # by the end of the browser, or by itself
        page.on("dialog", self._dismiss)
        context = page.context
        context.on("page", self._close_popup)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfinished", self._finished)
        context.on("requestfailed", self._failed)

    def stop(self) -> None:
        """Stop counting."""
        context = self._page.context
        context.remove_listener("request", self._asked)
        context.remove_listener("response", self._answered)
        context.remove_listener("requestfinished", self._finished)
        context.remove_listener("requestfailed", self._failed)

    async def quiet(self, at_most: float, during: float = 0.5) -> None:
        """Wait until no request has been under way for `during` seconds, at most `at_most` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + at_most
        while loop.time() < end and (self._pending or loop.time() - self._moved < during):
            await asyncio.sleep(0.05)

    async def resources(self) -> list[ReceivedResource]:
        """Return the answers received in full, with their sizes."""
        rows = await asyncio.gather(*map(_resource, self._ended), return_exceptions=True)
        return [row for row in rows if isinstance(row, ReceivedResource)]  # the browser has lost the size of the others

    def bounds(self) -> tuple[Reason, ...]:
        """Return which of our bounds the page reached."""
        reached = []
        if self.flooded:
            reached.append(reason(ReasonCode.MEASURE_MANY_REQUESTS, requests=self._limits.requests))
        if self._proxy.exceeded:
            megabytes = self._proxy.limits.page_bytes // 1_000_000
            reached.append(reason(ReasonCode.MEASURE_MANY_BYTES, megabytes=megabytes))
        return tuple(reached)

    def _give_up(self, code: ReasonCode) -> None:
        if not self.fault.done():
            self.fault.set_result(reason(code))

    def _asked(self, request: "Request") -> None:
        self.requests += 1
        self._pending.add(request)
        self._moved = asyncio.get_running_loop().time()
        self.hosts.add(host_of(request.url))
        first = request.redirected_from is None  # HTTP redirections are bounded by the browser
        if first and request.is_navigation_request() and request.frame == self._page.main_frame:
            self._navigations += 1
            if self._navigations > self._limits.navigations:
                self._give_up(ReasonCode.BROWSER_RELOADS)
        if self.requests >= self._limits.requests:
            self.flooded = True
            self.stop()
            self._pending.clear()
            self._proxy.cut()

    def _answered(self, response: "Response") -> None:
        self._answers[response.request] = response

    def _finished(self, request: "Request") -> None:
        self._failed(request)
        if response := self._answers.get(request):
            self._ended.append(response)

    def _failed(self, request: "Request") -> None:
        self._pending.discard(request)
        self._moved = asyncio.get_running_loop().time()

    async def _dismiss(self, dialog: "Dialog") -> None:
        self._dialogs += 1
        if self._dialogs > self._limits.dialogs:
            self._give_up(ReasonCode.BROWSER_DIALOGS)
            return
        await asyncio.gather(dialog.dismiss(), return_exceptions=True)  # the page may be gone already

    async def _close_popup(self, popup: "Page") -> None:
        if popup != self._page:
            await asyncio.gather(popup.close(), return_exceptions=True)  # it may be gone already


async def _resource(response: "Response") -> ReceivedResource:
    request = response.request
    sizes = await request.sizes()
    cookies = await response.header_values("set-cookie")
    return ReceivedResource(
        request.url,
        request.resource_type,
        response.status,
        response.headers,
        max(sizes["responseHeadersSize"], 0),
        max(sizes["responseBodySize"], 0),
        tuple(cookies),
    )


_CODE = re.compile(r"net::(ERR_[A-Z0-9_]+)")
_CODES = {
    "ERR_TUNNEL_CONNECTION_FAILED": ReasonCode.BROWSER_UNREACHABLE,
    "ERR_EMPTY_RESPONSE": ReasonCode.NETWORK_CLOSED,
    "ERR_ABORTED": ReasonCode.BROWSER_DOWNLOAD,
    "ERR_TOO_MANY_REDIRECTS": ReasonCode.BROWSER_REDIRECTS,
    "ERR_TIMED_OUT": ReasonCode.BROWSER_TIMEOUT,
}


def error_reason(message: str) -> Reason:
    """Return the meaning of an error of the browser."""
    found = _CODE.search(message)
    if found is None and "Download is starting" in message:
        return reason(ReasonCode.BROWSER_DOWNLOAD)
    if found is None:
        crashed = "crash" in message.lower() or "closed" in message.lower()
        return reason(ReasonCode.BROWSER_STOPPED if crashed else ReasonCode.BROWSER_UNREAD)
    if found[1] in _CODES:
        return reason(_CODES[found[1]])
    refused = found[1].startswith("ERR_CERT_")
    code = ReasonCode.BROWSER_CERTIFICATE_REFUSED if refused else ReasonCode.BROWSER_NOT_OPENED
    return reason(code, error=found[1])
