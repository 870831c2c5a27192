import pytest
from playwright.sync_api import sync_playwright

from barometre.observation.browser.process import system_chromium
from page_checks import AXE
from preparation import in_the_copy
from served_site import serving

# Scripts of a page run once: to make them fast takes longer. Nobody looks at what is drawn: letters are grey.
FLAGS = """--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update
    --disable-sync --disable-lcd-text --js-flags=--no-opt,--no-maglev"""
# Milliseconds after which a page hangs: a busy machine is not a fault.
HANGS = 300_000


@pytest.fixture(scope="package")
def published(published):
    """The published edition, in a database of their own: what a browser sends is written for good."""
    with in_the_copy():
        yield published


@pytest.fixture(scope="package")
def site(published):
    """Address of the site, served as in production; browsers take 127.0.0.1 for as safe as HTTPS."""
    settings = {"BAROMETRE_BEHIND_HTTPS": "true", "BAROMETRE_OPERATOR_CONTACT": "contact@exemple.fr"}
    with serving(**settings) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="package")
def browser(published):
    """The system's Chromium, else Playwright's own; not for longer, since its loop shuts out those of other tests."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
        started = playwright.chromium.launch(executable_path=system_chromium(), args=FLAGS.split())
        yield started
        started.close()


@pytest.fixture(scope="package")
def open_page(browser, site):
    """Open an address of the site, in the same page for all tests: a new one costs more than what it shows.

    What went wrong or elsewhere is kept in `page.complaints`. With `first`, as on a first visit, nothing comes from the
    cache, and the bytes of each answer are in `page.sizes`.
    """
    pages = {}

    def opened(address, script=True, first=False):
        if (script, first) not in pages:
            pages[script, first] = _new_page(browser, site, script, first)
        page = pages[script, first]
        page.complaints.clear()
        page.sizes.clear()
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(site + address)
        return page

    yield opened
    for page in pages.values():
        page.context.close()


def _new_page(browser, site, script, first):
    context = browser.new_context(java_script_enabled=script)
    context.set_default_timeout(HANGS)
    page = context.new_page()
    page.complaints, page.sizes = [], []
    if script:
        page.add_init_script(AXE)  # it is there from the start: to send it again for each page takes longer
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    # Leaving a page aborts what it still asks for: that is no complaint of the next one.
    page.on("requestfailed", lambda asked: asked.failure == "net::ERR_ABORTED" or page.complaints.append(asked.url))
    page.on("request", lambda request: request.url.startswith(site) or page.complaints.append(request.url))
    if first:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", lambda event: page.sizes.append(event["encodedDataLength"]))
    return page
