import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture
def free_port():
    return _free_port()


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def wait_for():
    """Wait until an address answers."""
    return _wait


@pytest.fixture(scope="session")
def site(published):
    """Address of the site, served as in production."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "barometre.web.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--worker-class", "gthread", "--threads", "4", "--log-level", "error",
    ]  # fmt: skip
    server = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    _wait(f"{address}/accessibilite/")
    yield address
    server.terminate()
    server.wait(20)


def _wait(address, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=30).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def browser(published):
    """The system's Chromium, else Playwright's own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop running in this thread, Django minds
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def open_page(browser, site):
    """Open a page of the site in a fresh browser context; what went wrong or elsewhere is kept in `page.complaints`."""
    contexts = []

    def opened(address, width=1280, script=True):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: page.complaints.append(request.url))
        page.on("request", lambda request: request.url.startswith(site) or page.complaints.append(request.url))
        page.goto(site + address)
        return page

    yield opened
    for context in contexts:
        context.close()
