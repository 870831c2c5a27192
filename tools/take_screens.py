"""Take the screens of the documentation again, from the demonstration: made-up data, and each picture says so.

    .venv/bin/python tools/take_screens.py [--var STORE] [--port PORT] [NAME...]

The demonstration is served by `barometre demo`, which makes it the first time (in var/demo unless STORE is another),
then each screen of SCREENS is written to docs/images/ as WebP, of one size, with the edition and the word « inventées »
drawn in. `make screens` calls it when pages change; tests hold that pages, this list and the files are the same.
"""

import argparse
import base64
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright
from tenacity import Retrying, stop_after_delay, wait_fixed

from barometre.catalogue.typography import written_day
from barometre.observation.browser.process import system_chromium

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1000, 700
# Bytes that a screen may weigh at most.
HEAVIEST = 60_000
QUALITY = 60
# Mende, whose room the demonstration opens.
COMMUNE = "/communes/48095/"


class Screen(NamedTuple):
    """One screen: the address it shows, and the selector of the element from which it does."""

    address: str
    top: str = "body"


SCREENS = {
    "accueil": Screen("/"),
    "fiche": Screen(COMMUNE, "h1"),
    "fiche-preuves": Screen(COMMUNE, "h2:has-text('Les preuves')"),
    "contester": Screen(f"{COMMUNE}contester/site-https/", "h1"),
    "obligations": Screen(f"{COMMUNE}obligations/", "#non-remplies"),
    "que-faire": Screen(f"{COMMUNE}que-faire/", "h1"),
    "espace": Screen("/mairie/", "main h1"),
    "questionnaire": Screen("/mairie/questionnaires/demonstration/cybersecurite/page-1/", "h1"),
    "tableau": Screen("/departements/48/tableau/", "#tableau table"),
    "objectifs": Screen("/programme/", "h2:has-text('Objectif par objectif')"),
    "resultats": Screen("/enquetes/demonstration-1/cybersecurite/", "h2:has-text('Question par question')"),
    "vague": Screen("/gestion/survey/wave/demonstration/suivre/", "#content h1"),
}
# What is made up does not leave without saying so.
_MARK = """words => {
  const mark = document.createElement('p');
  mark.textContent = words;
  Object.assign(mark.style, {position: 'fixed', inset: 'auto 0 0 0', margin: 0, padding: '4px 12px', zIndex: 9999,
    font: '600 15px/20px sans-serif', color: '#fff', background: '#161616'});
  document.body.append(mark);
}"""


def take(names: list[str], var: Path, port: int) -> None:
    """Write screens, by their names, of the demonstration kept in a store."""
    barometre = Path(sys.executable).with_name("barometre")
    command = [barometre, "demo", "--out", var, "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        try:
            said = []
            for line in served.stdout or ():
                said.append(line)
                if line.startswith("Serving"):
                    break
            told = re.search(r"/gestion/: (\S+), (\S+)\n.*?: (http\S+)\n.*edition (\S+) ", "".join(said), re.DOTALL)
            if not told:
                raise SystemExit(f"The demonstration was not served: {''.join(said)}")
            account, password, room, edition = told.groups()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=system_chromium(), args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="fr-FR")
                site = f"http://localhost:{port}"
                for attempt in Retrying(stop=stop_after_delay(60), wait=wait_fixed(0.5)):  # said before it listens
                    with attempt:
                        page.goto(f"{site}/sante")
                enter(page, room, f"{site}/gestion/", account, password)
                for name in names:
                    write(page, name, site, edition)
                browser.close()
        finally:
            served.terminate()


def enter(page: Page, room: str, gestion: str, account: str, password: str) -> None:
    """Enter the room of the town hall, and the team's pages, in the browser."""
    page.goto(room)
    page.get_by_role("button", name="Entrer").click()
    page.goto(gestion)
    page.locator("[name=username]").fill(account)
    page.locator("[name=password]").fill(password)
    page.locator("[type=submit]").first.click()


def write(page: Page, name: str, site: str, edition: str) -> None:
    """Write one screen, marked."""
    screen = SCREENS[name]
    answer = page.goto(site + screen.address)
    if not answer or answer.status != 200:
        raise SystemExit(f"{name}: {screen.address} is answered {answer and answer.status}; correct SCREENS")
    page.evaluate(_MARK, f"Démonstration : données inventées, édition du {written_day(date.fromisoformat(edition))}")
    page.locator(screen.top).first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 12)")
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    picture = base64.b64decode(taken["data"])
    if len(picture) > HEAVIEST:
        raise SystemExit(f"{name}: {len(picture)} bytes; show less of the page, {HEAVIEST} at most")
    (IMAGES / f"{name}.webp").write_bytes(picture)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Take the screens of the documentation again.")
    asked.add_argument("--var", type=Path, default=ROOT / "var" / "demo", help="store of the demonstration")
    asked.add_argument("--port", type=int, default=8127, help="port it listens on meanwhile")
    asked.add_argument("names", nargs="*", default=list(SCREENS), help="screens to take; all unless given")
    given = asked.parse_args()
    take(given.names, given.var, given.port)
