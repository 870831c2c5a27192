"""The tables of `hostile_answers` and `tls_suites` hold for Chromium itself, driven through the same servers.

Our own client is tried on them in `tests/observation/net/test_as_browsers.py`.
"""

import asyncio
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Error, async_playwright

import hostile_answers
import tls_suites
from barometre.observation.browser.process import system_chromium
from effort import ASKED_AGAIN

pytestmark = pytest.mark.heavy
CASES = dict(list(hostile_answers.CASES.items())[::ASKED_AGAIN])
ENCODED = dict(list(hostile_answers.ENCODED.items())[::ASKED_AGAIN])
SERVERS = tls_suites.SERVERS
# Pages at once, and milliseconds after which one hangs: a busy machine is not a fault.
AT_ONCE = 4
HANGS = 300_000
FLAGS = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync "
    # One process draws all the pages: a process for each of these hosts would be most of the work.
    "--renderer-process-limit=1 --disable-site-isolation-trials --disable-features=IsolateOrigins,site-per-process"
)


async def outcome(page, url: str) -> str:
    """Say in a word what came of an address, as `hostile_answers` has it."""
    ended = asyncio.Queue()
    page.on("requestfinished", ended.put_nowait)
    page.on("requestfailed", ended.put_nowait)
    try:
        response = await page.goto(url, wait_until="commit", timeout=HANGS)
        while await ended.get() != response.request:
            pass  # those before it
        if response.request.failure:
            return "cut"
        if response.status != 200:
            return str(response.status)
        await page.wait_for_load_state("domcontentloaded", timeout=HANGS)
        kind, title, text = await page.evaluate(
            "[document.contentType, document.title, document.body ? document.body.innerText : '']"
        )
        parts = urlsplit(page.url)._replace(scheme="", netloc="")
        where = parts.geturl()
        if kind != "text/html":
            return "text"
        if not title:
            return "text" if text else "empty"
        if title != "Mairie":
            return f"{(await page.evaluate('document.characterSet')).lower()}: {title}"
        return "opens" if where == "/" else f"opens at {where}"
    except Error as error:
        return "download" if "Download is starting" in error.message else "no"
    finally:
        page.remove_listener("requestfinished", ended.put_nowait)
        page.remove_listener("requestfailed", ended.put_nowait)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What came of every case, by its address."""

    async def body():
        async with AsyncExitStack() as stack:
            http, _ = await stack.enter_async_context(hostile_answers.serving())
            ports, _ = await stack.enter_async_context(tls_suites.serving(tmp_path_factory.mktemp("tls")))
            playwright = await stack.enter_async_context(async_playwright())
            rules = [*(f"MAP {name}.test:443 127.0.0.1:{port}" for name, port in ports.items())]
            rules += [f"MAP *:{port} 127.0.0.1:{http}" for port in (80, 8443)]
            browser = await playwright.chromium.launch(
                executable_path=system_chromium(),
                args=[*FLAGS.split(), f"--host-resolver-rules={', '.join(rules)}"],
            )
            urls = [
                *(f"http://{name}.test/" for name in (*CASES, *ENCODED)),
                *(f"https://{name}.test/" for name in SERVERS),
            ]
            # One context for all: each address has a host of its own, so no cookie is shared.
            context, pages = await browser.new_context(ignore_https_errors=True), asyncio.Queue()
            for _ in range(AT_ONCE):
                pages.put_nowait(await context.new_page())

            async def visit(url: str) -> str:
                page = await pages.get()
                said = await outcome(page, url)
                if not said.startswith("opens"):  # its page of error is still on its way
                    await page.close()
                    page = await context.new_page()
                pages.put_nowait(page)
                return said

            seen = await asyncio.gather(*map(visit, urls))
            await browser.close()
            return dict(zip(urls, seen, strict=True))

    return asyncio.run(body())


@pytest.mark.parametrize("name", CASES)
def test_chromium_takes_an_answer_as_the_table_says(outcomes, name):
    assert outcomes[f"http://{name}.test/"] == CASES[name].chromium


@pytest.mark.parametrize("name", ENCODED)
def test_chromium_reads_bytes_in_the_encoding_of_the_table(outcomes, name):
    assert outcomes[f"http://{name}.test/"] == f"{ENCODED[name].encoding}: {ENCODED[name].read}"


@pytest.mark.parametrize("name", SERVERS)
def test_chromium_opens_the_servers_that_we_open(outcomes, name):
    assert outcomes[f"https://{name}.test/"] == ("opens" if SERVERS[name].opens else "no")
