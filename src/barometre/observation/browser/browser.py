"""Audits of pages in a real browser: one Chromium for many pages, each in a fresh context behind its own proxy.

Needs the extra `[browser]` (playwright, axe-playwright-python) and a Chromium.
"""

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from barometre.errors import BarometreError
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.browser.audit import Audit
from barometre.observation.browser.page import measure
from barometre.observation.browser.process import Chromium, ChromiumOptions, Error
from barometre.observation.browser.proxy import Connect, Proxy, ProxyLimits
from barometre.observation.browser.watch import PageLimits, error_reason

if TYPE_CHECKING:
    from playwright.async_api import Page

# Seconds in which a browser that is well opens an empty page, even on a machine that is not.
_OPENING = 60.0


class Browser:
    """Asynchronous context manager that audits pages, `at_once` at the same time.

    `connect` opens the connections of pages (and refuses those to private addresses). The browser is restarted after a
    crash, and after `pages` pages so that its memory stays bounded.
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
        """Measure one page, in bounded time and memory; a failure is the `fault` of the audit, never an exception."""
        async with self._slots:
            started = time.monotonic()
            if not url.startswith(("http://", "https://")):
                return Audit(url, fault=reason(ReasonCode.BROWSER_NOT_A_PAGE))
            try:
                chromium = await self._take()
            except BarometreError:
                return Audit(url, fault=reason(ReasonCode.BROWSER_NOT_RESTARTED))
            try:
                audit = await self._visit(chromium, url)
            finally:
                await self._give_back(chromium)
            return replace(audit, seconds=round(time.monotonic() - started, 2))

    async def _visit(self, chromium: Chromium, url: str) -> Audit:
        try:
            async with Proxy(self._connect, self._traffic) as proxy, asyncio.timeout(self._limits.seconds + 5):
                page = await self._open(chromium, proxy)
                if page is None:
                    return Audit(url, fault=reason(ReasonCode.BROWSER_STOPPED))
                try:
                    return await measure(page, url, proxy, self._limits)
                finally:
                    await chromium.discard(page.context)
        except TimeoutError:
            return Audit(url, fault=reason(ReasonCode.BROWSER_SLOW, seconds=self._limits.seconds))
        except Error as error:
            return Audit(url, fault=error_reason(error.message))

    async def _open(self, chromium: Chromium, proxy: Proxy) -> "Page | None":
        """Open an empty page; None when the browser does not answer: it is broken, and another one takes its place.

        A renderer that is killed while Chromium starts another one may leave the whole browser waiting for ever.
        """
        try:
            async with asyncio.timeout(_OPENING):
                context = await chromium.context(proxy.address)
                return await context.new_page()
        except TimeoutError:
            chromium.kill()
            return None

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
