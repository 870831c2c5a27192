"""Pictures for the sites of others, in a real browser: shown there, in both schemes, without anything else of ours."""

import http.server
import threading
from contextlib import contextmanager

from barometre.web.shared.caching import STATE

BADGE = "/communes/48095/badge.svg"
ISOLATED = {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"}
# The red of a corner of each picture, drawn in the scheme of what holds it.
_PAPER = """() => [...document.querySelectorAll('.bar-embed img')].map(image => {
    const canvas = document.createElement('canvas').getContext('2d');
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(20, 4, 1, 1).data[0] })"""
_LOADED = "Promise.all([...document.images].map(one => one.decode().then(() => one.naturalWidth, () => 0)))"


@contextmanager
def town_hall(site):
    """Serve, at another origin, the page of a town hall that isolates itself and lets images of the barometer in."""
    page = f'<!doctype html><html lang="fr"><title>Mende</title><img alt="Ce qui se voit" src="{site}{BADGE}"></html>'

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            headers = ISOLATED | {"Content-Type": "text/html", "Content-Security-Policy": f"img-src {site}"}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_badge_is_shown_on_an_isolated_page_of_another_origin_and_leaves_nothing(browser, site):
    context = browser.new_context()
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    with town_hall(site) as address:
        page.goto(address)
        assert page.evaluate("crossOriginIsolated")
        assert page.evaluate(_LOADED) == [400]
        assert [one for one in asked if "favicon" not in one] == [address, f"{site}{BADGE}"]
    assert context.cookies() == []
    context.close()


def test_a_badge_opened_by_itself_is_drawn_in_silence(open_page, site):
    page = open_page(BADGE)
    headers = page.request.get(f"{site}{BADGE}").headers
    assert (headers["content-type"], STATE.lower() in headers) == ("image/svg+xml", False), "the gateway took it off"
    assert page.locator("text").count() >= 5
    assert page.evaluate("getComputedStyle(document.querySelector('.papier')).fill") == "rgb(255, 255, 255)"
    assert page.complaints == []


def test_the_page_shows_each_picture_in_both_schemes(open_page):
    page = open_page("/communes/48095/afficher/")
    assert page.evaluate(_LOADED) == [400] * 6
    assert page.evaluate(_PAPER) == [255, 22] * 3
    assert page.complaints == []
