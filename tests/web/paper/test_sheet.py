"""The sheet on paper: two pages for everybody, read as they are seen, and no figure that the page has not."""

import re
from types import SimpleNamespace

import pytest
from selectolax.lexbor import LexborHTMLParser

from barometre.errors import BarometreError
from barometre.web.editions import queries
from barometre.web.guidance.agenda import agenda, lines
from barometre.web.guidance.plan import advices
from barometre.web.pages.bodies import address, sheet_address
from barometre.web.paper import sheet
from barometre.web.paper.one import write_sheet
from barometre.web.paper.sheet import sheet_pdf
from pdf_structure import faults, read_structure

SITE = "https://barometre.example.fr"
BODIES = {
    "214800955": "a commune, Mende",
    "217500016": "Paris, commune and département",
    "215104761": "the longest name of a commune",
    "215500398": "a commune without a council",
    "200008837": "overseas, Mamoudzou",
    "210401816": "our own failure: its record was not found",
    "212105936": "an e-mail address in the place of a site",
    "244400610": "an EPCI of two régions, with the longest name",
    "226400018": "a département",
    "200055507": "one collectivité for a région and a département",
    "239710015": "a région of which nothing is known",
}


def squeezed(text):
    """A text without its spaces: a PDF has none where a line ends."""
    return re.sub(r"\s", "", text)


def body_of(edition, siren):
    body = queries.by_siren(edition, siren)
    assert body is not None
    return body


@pytest.mark.parametrize("siren", BODIES, ids=BODIES.values())
def test_two_pages_for_everybody_with_the_figures_of_the_page(published, client, monkeypatch, siren):
    body, given, real = body_of(published, siren), [], sheet.pdf
    monkeypatch.setattr(sheet, "pdf", lambda template, data, day: given.append(data) or real(template, data, day))
    read = read_structure(sheet_pdf(published, body, SITE))
    assert (read.pages, faults(read)) == (2, [])
    assert [level for level, _ in read.headings] == [1, *[2] * 8]
    said, page = squeezed(read.said), LexborHTMLParser(client.get(sheet_address(body)).text)

    # Each theme: what is known of what concerns it, and its score.
    rows = page.css("table.bar-themes tbody tr")
    assert len(rows) == (0 if body.kind == "epci" else 10)
    told = given[-1]
    of_paper = {row[0]: row[1:] for row in told["themes"]["rows"]}
    for row in rows:
        cells = [squeezed(one.text()) for one in row.css("td")]
        for cell, paper in zip(cells, of_paper[row.css_first("th").text()], strict=True):
            figures = re.findall(r"\d+", cell)
            assert sorted(re.findall(r"\d+", squeezed(paper))) == sorted(figures) and squeezed(paper) in said

    # Each answer with its score: those of the page, no other; those that have no room are counted.
    answers = {
        row.css_first("th").text(): (row.css("td")[0].text(deep=False).strip(), row.css_first("td.bar-number").text())
        for row in page.css("table.bar-evidence tbody tr")
    }
    of_paper = {row[0]: (row[1]["words"], row[2]) for row in told["known"]["rows"]}
    assert of_paper == {title: answers[title] for title in of_paper}
    left = re.findall(r"Et\d+autre", squeezed(told["known"]["more"]))
    assert left == ([f"Et{len(answers) - len(of_paper)}autre"] if len(answers) > len(of_paper) else [])
    assert all(squeezed(f"{title}{answer}") in said for title, (answer, _) in of_paper.items())

    # What the law expects, and what to do, as their pages say.
    duties = agenda(lines(published, body), published.date)
    counted = [len(duties.missed), len(duties.met), len(duties.unknown)]
    assert [int(one) for one in re.findall(r"\d+", told["law"]["intro"])] == counted
    plan = client.get(address(body, "plan")).text
    first = [f"{one.action.title}." for one in advices(published, body)][: len(told["steps"])]
    assert first and [squeezed(one["title"]) for one in told["steps"]] == [squeezed(title) for title in first]
    assert all(squeezed(title) in said and squeezed(title[:-1]) in squeezed(plan) for title in first)


def test_what_is_not_known_is_told_apart_and_never_as_an_answer(published):
    read = read_structure(sheet_pdf(published, body_of(published, "210401816"), SITE))
    for words in (
        "Nous n’en savons rien",
        "Cette limite est la nôtre",
        "Pas encore observé",
        "Notre observation a échoué",
        "Non concerné",
        "vous seuls pouvez le dire",
    ):
        assert squeezed(words) in squeezed(read.said)
    failed = read_structure(sheet_pdf(published, body_of(published, "212105936"), SITE))
    assert squeezed("Pas de réponse exploitable de son côté") in squeezed(failed.said)
    assert len(read.tree.all("Table")) == 3, "no table of answers nor of sources, since there is none"


def test_links_and_code_lead_to_the_page_and_to_the_record(published):
    read = read_structure(sheet_pdf(published, body_of(published, "214800955"), SITE))
    targets = {squeezed(read.text(one)): one.targets for one in read.tree.all("Link")}
    assert targets[squeezed("La page de Mende, à jour")] == [f"{SITE}/communes/48095/"]
    assert squeezed("Sa fiche, chez le producteur") in targets
    assert [squeezed(one.alt) for one in read.tree.all("Figure")] == [
        squeezed("Code à scanner : la page à jour de Mende")
    ]
    alone = read_structure(sheet_pdf(published, body_of(published, "214800955"), ""))
    assert (alone.tree.all("Figure"), faults(alone)) == ([], []), "an instance without an address leads nowhere"


def everything(edition, body):
    """A collectivité of which everything is known, at length."""
    day, long = edition.date.isoformat(), "une raison fort longue " * 12
    body.name = f"Communauté de communes {'des très longues vallées ' * 9}"
    known = {"status": "known", "score": 0, "value": 0, "text": None, "reason": long, "observed_on": day}
    for name, entry in edition.catalogue["indicators"].items():
        body.indicators[name] = known | {"source": edition.catalogue["facts"][entry["facts"][0]]["source"]}
    states = body.guidance["states"]
    for name, proof in zip(states, body.indicators, strict=False):
        states[name] = {"state": "not-met", "why": "shown", "proof": proof, "observed_on": day}
    return body


def test_two_pages_when_everything_is_known_at_length(published):
    body = everything(published, body_of(published, "244400610"))
    read = read_structure(sheet_pdf(published, body, SITE))
    assert (read.pages, faults(read)) == (2, [])
    assert re.search(r"Et\d+autresréponsesconnues,surlapage\.", squeezed(read.said)), "what has no room is counted"


def test_more_than_two_pages_is_refused(published, monkeypatch):
    monkeypatch.setattr(sheet, "PAGES", 1)
    with pytest.raises(BarometreError, match="The sheet of 214800955 takes more than 1 pages"):
        sheet_pdf(published, body_of(published, "214800955"), SITE)


def test_the_same_edition_gives_the_same_bytes(published):
    one, other = (sheet_pdf(published, body_of(published, "226400018"), SITE) for _ in range(2))
    assert one == other


def test_a_demonstration_says_so_before_all(published, monkeypatch):
    shown = SimpleNamespace(demonstration=True, operator="Essai")
    monkeypatch.setattr(sheet, "settings", lambda: shown)
    monkeypatch.setattr("barometre.web.shared.marks.settings", lambda: shown)
    read = read_structure(sheet_pdf(published, body_of(published, "214800955"), SITE))
    assert read.title.startswith("[Démonstration] Mende") and "Donnéesdedémonstration" in squeezed(read.said)


@pytest.mark.parametrize("siren", ["999999999", "48095", "200057966"])  # nobody's, no SIREN, an EPT: not measured
def test_the_command_refuses_what_is_not_measured(published, tmp_path, siren):
    with pytest.raises(BarometreError, match=f"measures no collectivité of SIREN '{siren}'; give its 9 digits"):
        write_sheet(siren, tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_sheet(published, tmp_path):
    write_sheet("214800955", tmp_path / "mende.pdf")
    assert read_structure((tmp_path / "mende.pdf").read_bytes()).pages == 2
