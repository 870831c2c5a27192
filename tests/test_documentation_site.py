"""The documentation as a site: built strictly, it loads nothing from elsewhere, and every link and screen is there."""

import os
import re
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from playwright.sync_api import sync_playwright
from selectolax.lexbor import LexborHTMLParser

import drawings
from barometre.catalogue.rules import TYPOGRAPHY
from barometre.observation.browser.process import system_chromium
from effort import NIGHTLY
from page_checks import violations
from test_documentation import name

pytestmark = pytest.mark.heavy
ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
IMAGES = DOCS / "images"
BUILDER = runpy.run_path(str(ROOT / "tools" / "build_site.py"))
SCREENS = runpy.run_path(str(ROOT / "tools" / "take_screens.py"))
FRENCH = [DOCS / "index.md", *sorted((DOCS / "mairie").glob("*.md")), *sorted((DOCS / "programme").glob("*.md"))]
SMALL = "```mermaid\nflowchart LR\n    accTitle: Small\n    a --> b\n```\n"
# Attributes by which a page loads a file; a link of <a> loads nothing.
LOADED = ("src", "srcset", "poster", "data", "action", "xlink:href")
ELSEWHERE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Folder of the built site."""
    into = tmp_path_factory.mktemp("documentation") / "site"
    subprocess.run([sys.executable, ROOT / "tools" / "build_site.py", into], check=True)
    return into


@cache
def parsed(path):
    return LexborHTMLParser(path.read_text("utf-8"))


def pages(site):
    found = sorted(site.rglob("*.html"))
    assert len(found) > 60
    return found


def test_every_page_has_a_title_a_language_and_one_first_heading(site):
    told = {path.relative_to(site).as_posix(): parsed(path) for path in pages(site)}
    lacking = [
        page
        for page, tree in told.items()
        if not (tree.css_first("title").text().strip() and len(tree.css("h1")) == 1 and tree.css_first("html[lang]"))
    ]
    assert lacking == []
    languages = {page: tree.css_first("html").attributes["lang"] for page, tree in told.items()}
    assert {page for page, spoken in languages.items() if spoken == "fr"} == {
        *(path.relative_to(DOCS).with_suffix(".html").as_posix() for path in FRENCH),
        *("data-dictionary.html", "methodology.html", "questionnaires.html", "notebooks/france.html"),
    }


def test_links_of_menus_say_when_they_lead_to_another_language(site):
    menu = parsed(site / "operating.html").css(".md-tabs__link")
    assert [(link.text().strip(), link.attributes.get("lang")) for link in menu] == [
        ("Accueil", "fr"),
        ("Pour une mairie", "fr"),
        ("Pour un programme", "fr"),
        ("Run an instance", None),
        ("Develop", None),
    ]


def test_nothing_is_loaded_from_elsewhere(site):
    asked = [
        (path.relative_to(site).as_posix(), value)
        for path in pages(site)
        for node in parsed(path).css("[src], [srcset], [poster], [data], [action], link[href], image, use")
        for key, value in node.attributes.items()
        if key in LOADED or (key == "href" and node.tag != "a")
    ]
    assert len(asked) > 300
    sheets = [*site.rglob("*.css"), *site.rglob("*.svg"), *site.rglob("*.html")]
    styled = [
        (path.relative_to(site).as_posix(), value.strip("\"' "))
        for path in sheets
        for value in re.findall(r"url\(([^)]*)\)|@import\s+([^;]+);", path.read_text("utf-8"))
        for value in value
    ]
    assert [(page, value) for page, value in [*asked, *styled] if value and ELSEWHERE.match(value)] == []


def test_every_link_of_the_built_pages_leads_somewhere(site):
    identifiers = {path: {node.attributes["id"] for node in parsed(path).css("[id]")} for path in pages(site)}
    dead = []
    for path in pages(site):
        for node in parsed(path).css("a[href]"):
            address, _, part = node.attributes["href"].partition("#")
            if re.match(r"[a-z]+:", address):
                continue
            # From the root: the page of what is not found, which is answered at any address.
            start = site if address.startswith("/") else path.parent
            target = Path(os.path.normpath(start / unquote(address).lstrip("/"))) if address else path
            if not target.is_file() or (part and unquote(part) not in identifiers[target] | {"__skip"}):
                dead.append((path.relative_to(site).as_posix(), node.attributes["href"]))
    assert dead == []


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path, caplog):
    links = ["gone.md", "page.md#gone", "folder/"]
    text = "\n".join(["# Page\n", *(f"[here]({link})" for link in links)])
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text(text, encoding="utf-8")
    told = {"docs_dir": str(tmp_path / "docs"), "site_dir": str(tmp_path / "site"), "nav": ["page.md"], "plugins": []}
    with caplog.at_level("WARNING", "mkdocs"), pytest.raises(Abort):
        build(load_config(str(ROOT / "mkdocs.yml"), **told))
    assert [link for link in links if f"'{link}'" not in caplog.text] == []


def test_a_drawing_without_a_title_stops_the_build(tmp_path):
    with pytest.raises(Abort, match=r"page\.md"):
        list(BUILDER["_drawn"]("```mermaid\nflowchart LR\n    a --> b\n```\n", "page.md", tmp_path))


def test_a_drawing_is_drawn_again_when_its_text_changes(tmp_path, monkeypatch):
    (drawing,) = drawings.drawings(SMALL, "page.md")
    shown = SimpleNamespace(svg=lambda: '<svg width="100%" viewBox="0 0 40 20">a</svg>')
    monkeypatch.setitem(sys.modules, "mermaidx", SimpleNamespace(render=lambda text: shown))
    drawn = drawings.picture(drawing, tmp_path)
    assert drawn.startswith('<svg width="40" height="20" viewBox="0 0 40 20">a</svg>')
    (tmp_path / drawings.FOLDER).mkdir()
    kept = drawn.replace(">a<", ">kept<")
    (tmp_path / drawing.path).write_text(kept, encoding="utf-8")
    assert drawings.picture(drawing, tmp_path) == kept
    (changed,) = drawings.drawings(SMALL.replace("a --> b", "b --> a"), "page.md")
    assert drawings.picture(changed, tmp_path) not in (kept, drawn)


@pytest.mark.skipif(not NIGHTLY, reason="Mermaid takes four seconds a drawing")
def test_a_small_drawing_is_drawn_by_mermaid(tmp_path):
    (drawing,) = drawings.drawings(SMALL, "page.md")
    svg = drawings.picture(drawing, tmp_path)
    assert re.match(r'<svg .*width="[\d.]+" height="[\d.]+"', svg) and "Small" in svg


def test_drawings_are_pictures_that_say_what_they_are(site):
    pictures = parsed(site / "architecture.html").css("img[src$='.svg']")
    assert [len(one.attributes["alt"]) > 30 for one in pictures] == [True, True]
    shown = {Path(one.attributes["src"]).name for one in pictures}
    assert shown == {path.name for path in (DOCS / drawings.FOLDER).iterdir()}, "none is kept that no page shows"
    assert "accTitle" not in parsed(site / "architecture.html").css_first("article").text()


def test_every_column_of_a_table_has_a_heading(site):
    headings = [(path.name, heading.text().strip()) for path in pages(site) for heading in parsed(path).css("th")]
    assert len(headings) > 100
    assert {page for page, words in headings if not words} == set()


def test_the_notebook_is_a_page_of_its_texts_and_of_its_code(site):
    tree = parsed(site / "notebooks" / "france.html")
    assert "import barometre.edition" in "".join(node.text() for node in tree.css("pre"))
    assert tree.css_first("article a[href='../data-dictionary.html']")


def screens_named():
    """(page, alternative text, name of the screen, what follows it) for each screen in a page."""
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        text = path.read_text("utf-8")
        for alt, screen, after in re.findall(r"!\[([^\]]*)\]\((?:[\w./]*/)?(\w[\w-]*)\.webp\)\n\n(.*)", text):
            yield name(path), alt, screen, after


def test_screens_are_those_that_the_command_takes_and_that_pages_show():
    taken = set(SCREENS["SCREENS"])
    assert taken == {path.stem for path in IMAGES.iterdir()}
    assert taken == {screen for _, _, screen, _ in screens_named()}


def test_each_screen_says_what_it_shows_and_that_it_is_made_up():
    lacking = [
        (page, screen)
        for page, alt, screen, after in screens_named()
        if len(alt) < 40 or not ("inventées" in after if page != "README.md" else "made-up" in alt)
    ]
    assert lacking == []


def test_screens_are_light():
    assert {path.name for path in IMAGES.iterdir() if path.stat().st_size > SCREENS["HEAVIEST"]} == set()


@pytest.mark.parametrize("path", FRENCH, ids=name)
def test_french_pages_keep_to_french_typography(path):
    text = re.sub(
        r"^```.*?^```$|`[^`\n]+`|<!--.*?-->|\]\([^)]*\)|^\|[ |:-]+\|$", "", path.read_text("utf-8"), flags=re.M | re.S
    )
    lines = [line for line in text.replace("![", "[").splitlines() if line.strip()]
    faults = [(what, line) for line in lines for pattern, what, _ in TYPOGRAPHY if pattern.search(line)]
    assert faults == []


@pytest.mark.heavy
def test_pages_ask_nothing_of_others_and_break_no_rule_of_accessibility(site):
    asked = []
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 360, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        page.goto((site / "mairie" / "fiche.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(page) == []
        browser.close()
    assert len(asked) > 4
    assert [address for address in asked if not address.startswith(site.as_uri())] == []
