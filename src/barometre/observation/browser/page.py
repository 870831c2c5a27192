"""Measures of one page in a browser: EcoIndex counts, resources, cookies, axe-core, width on a phone.

The page is loaded as the EcoIndex reference tool does (github.com/cnumr/ecoindex_python_fullstack, `scrap.py`): load,
wait, scroll to the bottom, wait. Everything is evaluated in an isolated world: scripts of the page that redefine the
functions of the language (old Prototype.js…), or try to falsify the measures, have no effect.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.browser.audit import Audit, Axe, BrokenRule, StoredCookie
from barometre.observation.browser.proxy import Proxy
from barometre.observation.browser.resources import (
    ReceivedResource,
    cached,
    compressed,
    images,
    refused_cookies,
    third_parties,
)
from barometre.observation.browser.watch import PageLimits, Watch
from barometre.observation.net.urls import domain_of, host_of

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

# Screen of a small phone.
PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_SCROLL = "window.scrollTo({top: document.body ? document.body.scrollHeight : 0, behavior: 'smooth'})"
# Elements, those inside an <svg> left out, those of open shadow trees counted: as the reference tool sees them.
_ELEMENTS = """(() => {
  const within = (root) => {
    const all = root.querySelectorAll('*');
    let count = all.length - root.querySelectorAll('svg *').length;
    for (const element of all) if (element.shadowRoot) count += within(element.shadowRoot);
    return count;
  };
  return {elements: within(document), type: document.contentType};
})()"""
# What hides its overflow (on <html>, else on <body>: CSS Overflow 3, 3.3) does not scroll.
_WIDTH = """(() => {
  const root = document.documentElement, own = getComputedStyle(root).overflowX;
  const used = own === 'visible' && document.body ? getComputedStyle(document.body).overflowX : own;
  const hidden = used === 'hidden' || used === 'clip';
  return Math.round(hidden ? root.clientWidth : Math.max(root.clientWidth, root.scrollWidth));
})()"""
_AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
_AXE_RUN = f"""axe.run(document, {{
  runOnly: {{type: 'tag', values: {list(_AXE_TAGS)}}}, resultTypes: ['violations'], iframes: false, elementRef: false,
}}).then((result) => ({{
  passed: result.passes.length, version: axe.version,
  broken: result.violations.map((rule) => [rule.id, rule.impact || 'minor', rule.nodes.length]),
}}))"""


async def measure(page: "Page", url: str, proxy: Proxy, limits: PageLimits) -> Audit:
    """Load a page and measure it; a page that prevents it gives an audit with a `fault`.

    Raises:
        playwright.async_api.Error: the browser failed.
        TimeoutError: the page took longer than `limits.seconds`.
    """
    watch = Watch(page, proxy, limits)
    measurement = _PageMeasurement(page, watch, proxy, limits)
    work = asyncio.ensure_future(measurement.run(url))
    try:
        ends: set[asyncio.Future[Any]] = {work, watch.fault}
        await asyncio.wait(ends, timeout=limits.seconds, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            return work.result()
        if measurement.counted is not None:  # only axe-core or the phone did not finish
            return measurement.counted
        if watch.fault.done():
            return Audit(url, fault=watch.fault.result())
        raise TimeoutError
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        watch.stop()


class _PageMeasurement:
    """Measurement of one page, step by step; `counted` is set as soon as resources are counted."""

    def __init__(self, page: "Page", watch: Watch, proxy: Proxy, limits: PageLimits) -> None:
        self._page = page
        self._watch = watch
        self._proxy = proxy
        self._limits = limits
        self._cdp: CDPSession
        self.counted: Audit | None = None

    async def run(self, url: str) -> Audit:
        """Load the page and count, then run axe-core and measure the width on a phone."""
        opened = await self._load(url)
        if opened.fault is not None:
            return opened
        try:
            await self._evaluate(_SCROLL, self._limits.answer)
            await asyncio.sleep(1)  # as the reference tool
            await self._watch.quiet(self._limits.quiet)
            content = await self._evaluate(_ELEMENTS, self._limits.answer)
        except TimeoutError:
            return replace(opened, fault=reason(ReasonCode.BROWSER_SILENT))
        self._watch.stop()
        if content["type"] not in _HTML:
            return replace(opened, fault=reason(ReasonCode.BROWSER_NOT_HTML, type=str(content["type"])[:60]))
        self.counted = await self._count(opened, int(content["elements"]))
        try:
            self.counted = replace(self.counted, axe=await self._axe())
            self.counted = replace(self.counted, width=await self._phone())
        except TimeoutError:
            pass  # keep what was counted
        return self.counted

    async def _load(self, url: str) -> Audit:
        self._cdp = await self._page.context.new_cdp_session(self._page)
        response = await self._page.goto(url, wait_until="commit", timeout=self._limits.commit * 1000)
        status = response.status if response else None
        opened = Audit(url, final=self._page.url, status=status)
        if status is not None and status >= 400:
            return replace(opened, fault=reason(ReasonCode.BROWSER_STATUS, status=status))
        try:
            async with asyncio.timeout(self._limits.load):
                await self._page.wait_for_load_state("load", timeout=0)
        except TimeoutError:
            pass  # the load never ends: measure what is there
        await self._watch.quiet(self._limits.quiet)
        return opened

    async def _count(self, opened: Audit, elements: int) -> Audit:
        resources = await self._watch.resources()
        final, bounds = self._page.url, self._watch.bounds()
        hosts = self._watch.hosts - {""}
        jar = [(cookie["name"][:100], cookie["domain"].lstrip(".")) for cookie in await self._page.context.cookies()]
        cookies = {*jar, *refused_cookies(resources, host_of(final))}
        return replace(
            opened,
            final=final,
            elements=elements,
            requests=self._watch.requests,
            kilobytes=_kilobytes(resources, self._proxy.received if bounds else 0),
            images=images(resources),
            cached=cached(resources),
            compressed=compressed(resources),
            hosts=tuple(sorted(hosts)),
            third_parties=third_parties(hosts, host_of(final)),
            cookies=_cookies(cookies, host_of(final)),
            bounds=bounds,
        )

    async def _axe(self) -> Axe | None:
        """Run axe-core on the document, without its frames; `None` when it does not finish."""
        try:
            result = await self._evaluate(f"{_axe_script()};\n{_AXE_RUN}", self._limits.axe)
        except TimeoutError:
            async with asyncio.timeout(self._limits.answer):
                await self._cdp.send("Runtime.terminateExecution")  # it must not keep the page busy
            return None
        broken = tuple(BrokenRule(str(name), str(impact), int(count)) for name, impact, count in result["broken"])
        return Axe(int(result["passed"]), broken, str(result["version"]))

    async def _phone(self) -> int:
        """Return the width of the page on a phone, without reloading it; its `<meta name=viewport>` applies."""
        async with asyncio.timeout(self._limits.answer):
            await self._cdp.send("Emulation.setDeviceMetricsOverride", PHONE)
            await asyncio.sleep(0.3)
        return int(await self._evaluate(_WIDTH, self._limits.answer))

    async def _evaluate(self, expression: str, seconds: float) -> Any:  # noqa: ANN401 (what the script returns)
        """Evaluate a script in an isolated world of the page.

        Raises:
            TimeoutError: the script did not finish, or raised.
        """
        async with asyncio.timeout(seconds):
            tree = await self._cdp.send("Page.getFrameTree")
            frame = tree["frameTree"]["frame"]["id"]
            world = await self._cdp.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "barometre"})
            options = {"returnByValue": True, "awaitPromise": True, "timeout": seconds * 1000}
            answer = await self._cdp.send(
                "Runtime.evaluate", {"expression": expression, "contextId": world["executionContextId"], **options}
            )
        if "exceptionDetails" in answer:
            raise TimeoutError(answer["exceptionDetails"].get("text", ""))  # stopped by the browser's own time limit
        return answer["result"].get("value")


def _kilobytes(resources: list[ReceivedResource], received: int) -> float:
    """Return thousands of bytes: of the complete answers, or all bytes received when we had to stop the page."""
    return round(max(sum(r.head_size + r.body_size for r in resources), received) / 1000, 1)


def _cookies(named: Iterable[tuple[str, str]], site: str) -> tuple[StoredCookie, ...]:
    own = domain_of(site)
    return tuple(StoredCookie(name, domain, domain_of(domain) != own) for name, domain in sorted(named))


@lru_cache(maxsize=1)
def _axe_script() -> str:
    """Return the script of axe-core (MPL 2.0), as bundled by axe-playwright-python."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
