"""Audits by a real Chromium of real servers on loopback: ordinary pages, and pages that mean harm."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest

from barometre.errors import BarometreError
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.browser import browser as browsers
from barometre.observation.browser import process
from barometre.observation.browser.browser import Browser
from barometre.observation.browser.page import measure
from barometre.observation.browser.process import ChromiumOptions
from barometre.observation.browser.proxy import ProxyLimits
from barometre.observation.browser.watch import PageLimits
from barometre.observation.net.guard import ForbiddenAddressError
from hostile_pages import PAGES, serve

pytestmark = pytest.mark.heavy
# So long that only what never ends reaches them, on any machine.
PATIENT = PageLimits(seconds=100, commit=100, load=100, quiet=100, answer=100, axe=100, requests=100)
# Pages that never end to load, then one that never answers again, and the limits that they reach.
ENDLESS = {
    ("slow", "popups"): replace(PATIENT, load=1, quiet=1),
    ("loop",): replace(PATIENT, load=1, quiet=1, answer=2),
}
OPTIONS = ChromiumOptions("Barometre/0 (+test@barometre.example)", trust_any=True, memory=900_000_000)


@pytest.fixture(scope="module")
def runner():
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def internet(runner):
    """Servers that answer for every name of `.example`; `private` counts what reached them by a private address."""
    servers = runner.run(serve())
    yield servers
    runner.run(servers.close())


@pytest.fixture(scope="module")
def browser(runner, internet):
    browser = _browser(internet, PATIENT)
    runner.run(browser.__aenter__())
    yield browser
    runner.run(browser.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def audits(runner, internet, browser):
    """All the pages looked at, three at a time: what one does must not disturb the others."""
    others = [name for name in PAGES if not any(name in names for names in ENDLESS)]

    async def look():
        found = dict(zip(others, await asyncio.gather(*map(browser.audit, map(_address, others))), strict=True))
        for names, limits in ENDLESS.items():
            with _limited(browser, limits):
                found |= {name: await browser.audit(_address(name)) for name in names}
        return found

    return runner.run(look())


def _browser(servers, limits):
    return Browser(_connect(servers), OPTIONS, limits=limits, traffic=ProxyLimits(page_bytes=8_000_000), at_once=3)


@contextmanager
def _limited(browser, limits):
    """Give the pages of a browser other limits: a start of another browser costs more than most pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(browser, "_limits", limits)
        yield


def _address(page):
    return f"https://mairie.example/{page}"


def _connect(servers):
    async def connect(host, port):
        if not host.endswith(".example") or host.startswith("prive."):
            raise ForbiddenAddressError(host)
        if host.startswith("absent."):
            raise OSError(host)
        return await asyncio.open_connection("127.0.0.1", servers.ports[port])

    return connect


def test_ordinary_page_is_measured(audits, internet):
    audit = audits["ordinary"]
    assert audit.fault is None and audit.status == 200 and audit.bounds == ()
    assert audit.elements == 15
    assert audit.requests == 9
    assert audit.hosts == ("cdn.mairie.example", "mairie.example", "pub.tiers.example", "stats.tiers.example")
    assert audit.third_parties == ("pub.tiers.example", "stats.tiers.example")
    cookies = {(cookie.name, cookie.domain, cookie.third_party) for cookie in audit.cookies}
    assert cookies == {("session", "mairie.example", False), ("pisteur", "pub.tiers.example", True)}
    assert 64 < audit.kilobytes < 68
    assert (audit.images.met, audit.images.total) == (1, 3)
    assert (audit.cached.met, audit.cached.total) == (2, 7)
    assert (audit.compressed.met, audit.compressed.total) == (1, 2)
    agent = internet.agents["mairie.example"]
    assert "Chrome/" in agent and agent.endswith("Barometre/0 (+test@barometre.example)")


def test_images_that_come_by_scrolling_are_seen(audits):
    assert "tard.example" in audits["lazy"].hosts


def test_accessibility_rules(audits):
    broken = {rule.name: (rule.impact, rule.elements) for rule in audits["ordinary"].axe.broken}
    assert broken["image-alt"] == ("critical", 2)
    assert broken["html-has-lang"] == ("serious", 1)
    assert audits["ordinary"].axe.passed >= 2
    assert audits["good"].axe.broken == ()


@pytest.mark.parametrize(
    ("page", "width"),
    [
        ("good", 360),
        ("wide", 702),  # a table of 700 pixels and its body's margin
        ("no-viewport", 980),  # what phones take for the width of a page that does not say that it adapts
        ("hidden", 360),  # what does not scroll is not scrolled
    ],
)
def test_width_on_a_phone(audits, page, width):
    assert audits[page].width == pytest.approx(width, abs=8)


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("reload", "browser_reloads"),
        ("loop", "browser_silent"),
        ("alerts", "browser_dialogs"),
        ("download", "browser_download"),
        ("forbidden", "browser_status"),
        ("image", "browser_not_html"),
        ("redirects", "browser_redirects"),
        ("cut", "network_closed"),
    ],
)
def test_hostile_page_ends_with_its_reason(audits, page, fault):
    assert audits[page].fault.code == fault


@pytest.mark.parametrize("page", ["hog", "heap"])
def test_a_page_that_takes_all_the_memory_is_stopped(audits, internet, page):
    """By its crash, or, where the machine is too busy for it to take so much, by its time; it is not visited again."""
    assert audits[page].fault.code in ("browser_crashed", "browser_slow")
    assert internet.visits[page] == 1


def test_a_page_has_its_time(runner, browser):
    with _limited(browser, replace(PATIENT, load=1, quiet=1, seconds=2)):
        audit = runner.run(browser.audit(_address("loop")))
    assert audit.fault == reason(ReasonCode.BROWSER_SLOW, seconds=2)


@pytest.mark.parametrize("page", ["popups", "prototypes", "slow", "history", "huge-dom"])
def test_odd_page_is_measured_all_the_same(audits, page):
    audit = audits[page]
    assert audit.fault is None
    assert audit.elements >= 4
    # Drawing the huge one anew, for a phone, is more than a busy machine may do in the time left.
    assert audit.width == 360 or (page, audit.width) == ("huge-dom", None)


def test_requests_and_bytes_are_bounded(audits):
    flood, heavy = audits["flood"], audits["heavy"]
    assert flood.fault is None and flood.bounds == (reason(ReasonCode.MEASURE_MANY_REQUESTS, requests=100),)
    assert flood.requests == 100
    assert heavy.fault is None and [bound.code for bound in heavy.bounds] == [ReasonCode.MEASURE_MANY_BYTES]
    assert 7_000 < heavy.kilobytes < 9_000


def test_nothing_reaches_a_private_address(audits, internet):
    audit = audits["private"]
    assert audit.fault is None
    assert {"127.0.0.1", "localhost", "169.254.169.254", "prive.example"} <= set(audit.hosts)
    assert internet.private == 0
    assert internet.datagrams == 0


def test_nothing_is_kept_from_one_page_to_the_next(runner, browser, audits):
    audit = runner.run(browser.audit(_address("good")))
    assert audit.fault is None
    assert audit.cookies == ()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "chrome://crash", "javascript:alert(1)", "mairie.example"])
def test_only_pages_of_the_web(runner, browser, url):
    assert runner.run(browser.audit(url)).fault.code is ReasonCode.BROWSER_NOT_A_PAGE


def test_absent_site(runner, browser):
    assert runner.run(browser.audit("https://absent.example/")).fault.code is ReasonCode.BROWSER_UNREACHABLE


def test_certificate_is_checked_outside_tests(runner, internet):
    async def main():
        async with Browser(_connect(internet), limits=PATIENT) as browser:
            return await browser.audit(_address("good"))

    assert runner.run(main()).fault.code is ReasonCode.BROWSER_CERTIFICATE_REFUSED


@pytest.mark.parametrize(("kills", "fault"), [(1, None), (2, reason(ReasonCode.BROWSER_STOPPED))])
def test_a_page_whose_browser_is_killed_is_visited_once_more(runner, internet, kills, fault):
    async def main():
        async with Browser(_connect(internet), OPTIONS, limits=replace(PATIENT, load=1, quiet=1)) as browser:
            internet.waiting.clear()
            audit = asyncio.ensure_future(browser.audit(_address("slow")))
            for _ in range(kills):
                await internet.waiting.wait()
                internet.waiting.clear()
                os.kill(browser.pid, signal.SIGKILL)
            return await audit, await browser.audit(_address("forbidden")), browser.started

    audit, other, started = runner.run(main())
    assert audit.fault == fault and (audit.width == 360) is (fault is None)
    assert (other.status, started) == (403, 1 + kills)


def test_after_so_many_pages_the_browser_is_another_one(runner, internet):
    async def main():
        async with Browser(_connect(internet), OPTIONS, limits=PATIENT, pages=2) as browser:
            return [(await browser.audit(_address("forbidden"))).status for _ in range(3)], browser.started

    assert runner.run(main()) == ([403] * 3, 2)


@pytest.mark.parametrize(
    ("seconds", "fault"),
    [
        (100, None),  # the check of the memory finds it
        (1, reason(ReasonCode.BROWSER_SLOW, seconds=1)),  # the page is slow first, as it is the second time
    ],
)
def test_a_browser_that_answers_no_more_gives_its_place_to_another(runner, internet, monkeypatch, seconds, fault):
    """Stopped under a page, neither dead nor answering."""

    async def stop_then_measure(*arguments):
        if browser.started == 1:
            os.kill(browser.pid, signal.SIGSTOP)
            monkeypatch.setattr(process, "_ANSWER", 3.0)
        else:
            monkeypatch.undo()
        return await measure(*arguments)

    monkeypatch.setattr(browsers, "measure", stop_then_measure)
    browser = _browser(internet, replace(PATIENT, load=1, quiet=1, seconds=seconds))

    async def main():
        async with browser:
            return await browser.audit(_address("slow")), browser.started

    audit, started = runner.run(main())
    assert (audit.fault, started) == (fault, 2)


def test_browser_that_is_not_there():
    async def main():
        async with Browser(_connect(None), ChromiumOptions(executable="/nowhere/chromium")):
            pass

    with pytest.raises(BarometreError, match="Chromium does not start"):
        asyncio.run(main())


@pytest.mark.parametrize("package", ["playwright", "axe_playwright_python"])
def test_missing_extra_is_named(package):
    code = f"import sys; sys.modules[{package!r}] = None; import barometre.observation.browser.process"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "BarometreError" in run.stderr and "pip install 'barometre[browser]'" in run.stderr
