"""Audits of pages in a real browser: one Chromium for many pages, each in a fresh context behind its own proxy.

Needs the extra `[browser]` (playwright, axe-playwright-python) and a Chromium.
"""

import asyncio
import time
from dataclasses import replace
from typing import Self

from barometre.errors import BarometreError
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.browser.audit import Audit
from barometre.observation.browser.page import measure
from barometre.observation.browser.process import Chromium, ChromiumOptions, Error
from barometre.observation.browser.proxy import Connect, Proxy, ProxyLimits
from barometre.observation.browser.watch import PageLimits, error_reason

# What a page is also told when its browser ended, or answered no more.
_PERHAPS_NOT_THEIRS = frozenset(
    {ReasonCode.BROWSER_STOPPED, ReasonCode.BROWSER_SLOW, ReasonCode.BROWSER_SILENT, ReasonCode.BROWSER_UNREAD}
)


class Browser:
    """Asynchronous context manager that audits pages, `at_once` at the same time.

    `connect` opens the connections of pages (and refuses those to private addresses). The browser is restarted after a
    crash, when it answers no more, and after `pages` pages so that its memory stays bounded.
    """

    def __init__(
        self,
        connect: Connect,
        options: ChromiumOptions | None = None,
        *,
        limits: PageLimits | None = None,
        traffic: ProxyLimits | None = None,
        at_once: int = 2,
        pages: int = 50,
    ) -> None:
        self._connect = connect
        self._options = options or ChromiumOptions()
        self._limits = limits or PageLimits()
        self._traffic = traffic or ProxyLimits()
        self._pages = pages
        self._slots = asyncio.Semaphore(at_once)
        self._starting = asyncio.Lock()
        self._current: Chromium | None = None
        self.started = 0

    @property
    def pid(self) -> int:
        """Return the process of the current browser, 0 when there is none."""
        return self._current.pid if self._current is not None else 0

    async def __aenter__(self) -> Self:
        """Start the browser; raises `BarometreError` when it cannot."""
        self._current = await self._start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop the browser."""
        if self._current is not None:
            await self._current.close()

    async def audit(self, url: str) -> Audit:
        """Measure one page, in bounded time and memory; a failure is the `fault` of the audit, never an exception.

        A page whose browser ended, perhaps because of another page, is visited once more, in another browser.
        """
        async with self._slots:
            started = time.monotonic()
            if not url.startswith(("http://", "https://")):
                return Audit(url, fault=reason(ReasonCode.BROWSER_NOT_A_PAGE))
            try:
                audit = await self._visit(url) or await self._visit(url)
            except BarometreError:
                return Audit(url, fault=reason(ReasonCode.BROWSER_NOT_RESTARTED))
            audit = audit or Audit(url, fault=reason(ReasonCode.BROWSER_STOPPED))
            return replace(audit, seconds=round(time.monotonic() - started, 2))

    async def _visit(self, url: str) -> Audit | None:
        """Measure one page; None when the browser ended meanwhile, or answers no more.

        Raises:
            BarometreError: no browser starts.
        """
        chromium = await self._take()
        try:
            audit = await self._measure(chromium, url)
            return audit if _is_of_the_page(audit) or await chromium.answers() else None
        finally:
            await self._give_back(chromium)

    async def _measure(self, chromium: Chromium, url: str) -> Audit:
        try:
            async with Proxy(self._connect, self._traffic) as proxy:
                page = await chromium.open(proxy.address)
                try:
                    return await measure(page, url, proxy, self._limits)
                finally:
                    await chromium.discard(page.context)
        except TimeoutError:
            return Audit(url, fault=reason(ReasonCode.BROWSER_SLOW, seconds=self._limits.seconds))
        except Error as error:
            return Audit(url, fault=error_reason(error.message))

    async def _start(self) -> Chromium:
        self.started += 1
        return await Chromium.start(self._options)

    async def _take(self) -> Chromium:
        """Return the current browser, or a new one after a crash or `pages` pages."""
        async with self._starting:
            chromium = self._current
            if chromium is None or not chromium.alive or chromium.used >= self._pages:
                self._current = None
                if chromium is not None and not chromium.active:
                    await chromium.close()
                chromium = self._current = await self._start()
            chromium.used += 1
            chromium.active += 1
            return chromium

    async def _give_back(self, chromium: Chromium) -> None:
        chromium.active -= 1
        if chromium is not self._current and not chromium.active:
            await chromium.close()


def _is_of_the_page(audit: Audit) -> bool:
    """Return True when a browser that fails cannot be why the audit is such: it is whole, or has its own fault."""
    if audit.fault is None:
        return audit.width is not None  # the last measure
    return audit.fault.code not in _PERHAPS_NOT_THEIRS
