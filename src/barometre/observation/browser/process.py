"""Chromium process and its driver: start, memory limit, stop. Needs the extra `[browser]`."""

import asyncio
import os
import shutil
import signal
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Self

from barometre.errors import BarometreError

try:
    from playwright.async_api import Browser as Handle
    from playwright.async_api import BrowserContext, CDPSession, Page, Playwright, async_playwright
    from playwright.async_api import Error as Error

    files("axe_playwright_python")
except ModuleNotFoundError as missing:
    raise BarometreError(
        f"Browser audits need packages that are not installed ({missing.name}): pip install 'barometre[browser]'"
    ) from missing

# The shell has no window, which a visit would pay five times over: it comes first.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--no-pings",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # it resolves nothing by itself: the proxy does
    "--block-new-web-contents",  # without a window it blocks no popup by itself
    "--renderer-process-limit=6",
    "--js-flags=--max-old-space-size=512",
)
# Proxy of the browser's own traffic: nothing listens there.
_NOWHERE = "http://127.0.0.1:1"
# Environment of the browser: untrusted pages run in it, so secrets stay out.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "XDG_RUNTIME_DIR")
# Seconds left to close, and between two checks of the memory.
_CLOSING = 5.0
_MEMORY_CHECK = 0.3
# Seconds in which a browser that is well, even on a machine that is not, names its processes, and opens an empty page.
_ANSWER = 20.0
_OPENING = 40.0


def system_chromium() -> str | None:
    """Return the path of the system's Chromium; None when there is none, and Playwright takes its own."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@dataclass(frozen=True, slots=True)
class ChromiumOptions:
    """Options of Chromium.

    `user_agent`: added to its own. `executable`: default the system's, else Playwright's. `trust_any`: accept any
    certificate (tests). `memory`: bytes for all its pages.
    """

    user_agent: str = ""
    executable: str | None = None
    trust_any: bool = False
    memory: int = 1_500_000_000


class Chromium:
    """Running Chromium; `used` counts the pages opened in it, `active` those open now."""

    def __init__(self, playwright: Playwright, handle: Handle, session: CDPSession, options: ChromiumOptions) -> None:
        self._playwright = playwright
        self._handle = handle
        self._session = session
        self._options = options
        self._agent = ""
        self.pid = 0
        self._guard: asyncio.Task[None] | None = None
        self._killed = False
        self._worn = False
        self.used = 0
        self.active = 0

    @classmethod
    async def start(cls, options: ChromiumOptions) -> Self:
        """Start a browser with its own driver.

        Raises:
            BarometreError: it does not start.
        """
        playwright = await async_playwright().start()
        try:
            handle = await playwright.chromium.launch(
                executable_path=options.executable or system_chromium(),
                args=_FLAGS,
                chromium_sandbox=os.geteuid() != 0,  # Chromium refuses its sandbox to root
                ignore_default_args=["--disable-popup-blocking"],
                proxy={"server": _NOWHERE, "bypass": "<-loopback>"},
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
            )
            chromium = cls(playwright, handle, await handle.new_browser_cdp_session(), options)
            await chromium._initialize()
        except Error as error:
            await playwright.stop()
            raise BarometreError(
                f"Chromium does not start ({error.message.splitlines()[0][:200]}): install it, or say where it is"
            ) from error
        return chromium

    async def _initialize(self) -> None:
        """Read the user agent and the process number, and start the check of the memory."""
        version = await self._session.send("Browser.getVersion")
        self._agent = f"{version['userAgent']} {self._options.user_agent}".strip()
        self.pid = next((pid for kind, pid in await self._processes() if kind == "browser"), 0)
        self._guard = asyncio.ensure_future(self._watch_memory())

    @property
    def ended(self) -> bool:
        """Return True when it was killed, or ended by itself."""
        return self._killed or not self._handle.is_connected()

    @property
    def alive(self) -> bool:
        """Return True while pages can be opened in it."""
        return not self.ended and not self._worn

    async def answers(self) -> bool:
        """Return True when it answers; one that does not is killed."""
        with suppress(Error):
            await self._processes()
        return not self.ended

    async def open(self, proxy: str) -> Page:
        """Open an empty page; a browser that does not is killed.

        Raises:
            playwright.async_api.Error: the browser failed, or ended.
            TimeoutError: it did not answer.
        """
        try:
            async with asyncio.timeout(_OPENING):
                return await (await self._context(proxy)).new_page()
        except TimeoutError:
            self._kill()
            raise

    async def _context(self, proxy: str) -> BrowserContext:
        """Open a context that shares nothing with other pages, has no permission, and goes through `proxy`."""
        context = await self._handle.new_context(
            viewport={"width": 1280, "height": 900},
            proxy={"server": proxy, "bypass": "<-loopback>"},
            user_agent=self._agent,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            accept_downloads=False,
            service_workers="block",
            permissions=[],
            ignore_https_errors=self._options.trust_any,
        )
        context.set_default_timeout(0)  # time is bounded by the caller
        return context

    async def discard(self, context: BrowserContext) -> None:
        """Close a context; open no other page in a browser that does not close it."""
        try:
            async with asyncio.timeout(_CLOSING):
                await context.close()
        except (Error, TimeoutError):
            self._worn = True

    def _kill(self) -> None:
        """Kill a browser that answers no more; its pages end with it."""
        self._killed = True
        if self.pid:
            _kill(self.pid)

    async def close(self) -> None:
        """Stop the browser and its driver; kill the browser when it does not stop."""
        if self._guard is not None:
            self._guard.cancel()
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(_CLOSING):
                await self._handle.close()
        if self._handle.is_connected() and self.pid:
            _kill(self.pid)
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(_CLOSING):
                await self._playwright.stop()

    async def _processes(self) -> list[tuple[str, int]]:
        """Ask the browser for its processes, their types and numbers; one that does not answer is killed.

        Raises:
            playwright.async_api.Error: it ended, or did not answer; or a process ended while it was asked about.
        """
        try:
            async with asyncio.timeout(_ANSWER):
                answer = await self._session.send("SystemInfo.getProcessInfo")
        except TimeoutError:
            self._kill()
            raise Error("the browser does not answer") from None
        return [(process["type"], int(process["id"])) for process in answer["processInfo"]]

    async def _watch_memory(self) -> None:
        """Kill the largest renderer when all use too much memory: its page crashes, the browser stays.

        One that is crashing already is left to Chromium's crash handler: killed in its hands, it would stay a zombie,
        and the browser would wait for its end for ever.
        """
        while not self.ended:
            await asyncio.sleep(_MEMORY_CHECK)
            if not self.active:
                continue
            # A process that ends while it is asked about is an error of that moment, not the end of the check.
            with suppress(Error):
                sizes = {pid: own_memory(pid) for kind, pid in await self._processes() if kind == "renderer"}
                largest = max(sizes, key=lambda pid: sizes[pid], default=0)
                if sum(sizes.values()) > self._options.memory and not _traced(largest):
                    _kill(largest)

    async def memory(self) -> int:
        """Return the bytes of memory of all its processes, shared memory left out."""
        return sum(own_memory(pid) for _, pid in await self._processes())


def own_memory(pid: int) -> int:
    """Return the unshared memory of a process in bytes; 0 when it is gone, or without /proc (no bound then)."""
    try:
        _, resident, shared, *_ = map(int, Path(f"/proc/{pid}/statm").read_text().split())
        return (resident - shared) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _traced(pid: int) -> bool:
    """Return True when another process holds this one, as a crash handler does."""
    try:
        return "TracerPid:\t0\n" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it is gone
        return True


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
