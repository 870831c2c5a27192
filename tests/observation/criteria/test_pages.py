"""The gate before the pages are judged: what was not read whole can give a « yes », never a « no »."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.catalogue.load import load_catalogue
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.criteria.pages import PAGE_FACTS, SitePages, judge_pages
from barometre.observation.html.page import Page, read_answer, read_page
from barometre.observation.html.signs import Signs
from barometre.observation.net.answers import Answer, Hop
from barometre.observation.net.coding import CUT, TOO_LONG
from barometre.observation.net.unread import Unread
from effort import EXAMPLES
from words import negative, words

HOME = "https://www.crest.fr/"
SIGNS = Signs.of(load_catalogue().signs)
ON = date(2026, 11, 29)
POOR = "<html><body><p>Bienvenue</p><a href=/x>x</a></body></html>"
RICH = """<html lang=fr><head><title>Mairie de Crest</title><meta name=viewport content="width=device-width">
</head><body>
<a href=/contact>Contact</a><a href=/legal>Mentions légales</a><a href=/rgpd>Données personnelles</a>
<a href=/rgaa>Accessibilité : non conforme</a><a href=https://www.facebook.com/crest>Facebook</a>
<p>Directeur de la publication : le maire. Hébergeur : OVH. Licence ouverte.</p><a href=/d>Démarches en ligne</a>
"""
PARTIAL = [CUT, TOO_LONG, reason(ReasonCode.BODY_CODING, coding="zstd")]


def answer(body, *headers, **more):
    body = body.encode() if isinstance(body, str) else body
    headers = (("content-type", "text/html; charset=utf-8"), *headers) if not more.pop("bare", False) else headers
    return Answer(HOME, (Hop(HOME, 200),), 200, headers, body, **more)


def judged(home, read=None, unread=None):
    found = {one.fact: one for one in judge_pages(SitePages(home, read or {}, unread or {}), SIGNS, ON)}
    assert tuple(found) == PAGE_FACTS
    return found


def missing(home):
    return home.missing.why.code if home.missing else None


def test_a_page_read_whole_gives_both_answers():
    poor, rich = judged(read_page(HOME, POOR)), judged(read_page(HOME, RICH))
    assert not [fact for fact, one in poor.items() if one.outcome is Outcome.WE_FAILED]
    assert sum(map(negative, poor.values())) >= 15
    assert rich["site.mentions-legales"].number == rich["accessibilite.mention"].number == 1


@pytest.mark.parametrize("why", PARTIAL, ids=lambda why: why.code)
@pytest.mark.parametrize("html", [POOR, RICH, ""])
def test_a_page_that_is_not_whole_gives_no_negative_whatever_the_fact(why, html):
    whole, partial = judged(read_page(HOME, html)), judged(read_answer(answer(html, partial=why)))
    assert not [fact for fact, one in partial.items() if negative(one)]
    for fact, one in partial.items():
        assert one == whole[fact] or (one.outcome, one.reason) == (Outcome.WE_FAILED, why)


def test_what_was_seen_on_a_part_stays():
    found = judged(read_answer(answer(RICH, partial=CUT)))
    seen = {fact for fact, one in found.items() if one.number == 1}
    assert {"site.lang", "site.title", "site.contact", "site.mentions-legales", "accessibilite.mention"} <= seen
    assert found["services.reseaux-sociaux"].text == "Facebook"
    assert found["accessibilite.etat"].text == "non conforme"
    assert found["services.paiement-vu"].outcome is Outcome.WE_FAILED


def test_nothing_in_clear_on_a_part_of_a_page_proves_nothing():
    clean, mixed = POOR, "<img src=http://a.fr/b.png>" + POOR
    fact = "site.no-mixed-content"
    assert judged(read_page(HOME, clean))[fact].number == 1
    assert judged(read_answer(answer(clean, partial=CUT)))[fact].outcome is Outcome.WE_FAILED
    assert judged(read_answer(answer(mixed, partial=CUT)))[fact].number == 0  # seen, whatever the rest


SHELLS = [
    "<div id=app></div><script src=a.js></script>",
    "<noscript>x</noscript><script></script>",
    "<body><noscript>" + "Activez JavaScript pour voir ce site. " * 20 + "</noscript><div></div><script></script>",
    "<frameset><frame src=/a></frameset>",
    "<body><noscript>Activez <a href=https://www.enable-javascript.com>JavaScript</a></noscript><script></script>",
    "<head><noscript><a href=https://www.enable-javascript.com>JS</a></noscript></head><div></div><script></script>",
    "<a href=#c>Aller au contenu</a><a href=/>Accueil</a><div id=c></div><script></script>",
]
REFRESH = '<meta http-equiv="refresh" content="{}">'


@pytest.mark.parametrize(
    ("page", "why"),
    [
        *((answer(shell), ReasonCode.PAGE_SHELL) for shell in SHELLS),
        (answer("H\xe9berg\xe9".encode("latin-1")), ReasonCode.BODY_UNDECODABLE),
        (answer("<p>Hébergé", ("content-type", "text/html"), bare=True), ReasonCode.BODY_UNLABELLED),
        (answer(REFRESH.format("0;URL='/fr/'")), ReasonCode.PAGE_SENDS_ON),
        (answer(REFRESH.format("10; url=https://www.crest-ville.fr/")), ReasonCode.PAGE_SENDS_ON),
        (answer(POOR, ("refresh", "0;url=/fr/")), ReasonCode.PAGE_SENDS_ON),
        (answer(POOR + "<a href=/x>x</a>" * 3001), ReasonCode.PAGE_BEYOND_BOUNDS),
        (answer(POOR + "mot " * 80_000), ReasonCode.PAGE_BEYOND_BOUNDS),
        (answer(POOR + "<div>" * 3000), ReasonCode.PAGE_BEYOND_BOUNDS),
        (answer(POOR + "<button>Ok</button>" * 4001), ReasonCode.PAGE_BEYOND_BOUNDS),
        (answer(POOR + "<img src=/a.png>" * 4001), ReasonCode.PAGE_BEYOND_BOUNDS),
        (answer(POOR), None),
        (answer(POOR + "<noscript><a href=/y>y</a></noscript><script></script>"), None),
        (answer(""), None),  # an empty page is what a visitor sees
        (answer(POOR + "<script>'\xe9'</script>".replace("\xe9", "é")), None),
        (answer((POOR + "<script>'é'</script>").encode("latin-1")), None),  # the words were all read
        (answer(REFRESH.format("300") + POOR), None),  # the page itself, again
        (answer(REFRESH.format("30;url=" + HOME) + POOR), None),
        (answer("<noscript>" + REFRESH.format("0;url=/sans-script") + "</noscript>" + POOR), None),
        (answer("<head>" + "<meta name=a>" * 200 + "<meta charset=utf-8></head>é" + POOR, bare=True), None),
    ],
)
def test_why_a_page_was_not_read_whole(page, why):
    home = read_answer(page)
    assert missing(home) is why
    assert any(map(negative, judged(home).values())) is (why is None)


def test_a_meta_far_in_the_head_counts_as_for_browsers():
    late = "<head>" + "<meta name=a>" * 200 + "<meta charset=utf-8><title>Crest — accueil</title></head>" + POOR
    assert read_answer(answer(late, bare=True)).title == "Crest — accueil"


@pytest.mark.parametrize("ours", [True, False])
def test_a_linked_page_not_read_leaves_open_what_could_be_on_it(ours):
    cause = reason(ReasonCode.NETWORK_ROBOTS) if ours else reason(ReasonCode.HTTP_STATUS, status=404)
    home = read_page(HOME, POOR)
    found = judged(home, unread={"demarches": Unread(cause, ours=ours)})
    assert (found["services.paiement-vu"].outcome is Outcome.WE_FAILED) is ours
    assert found["site.title"].number == 0  # of the home page alone
    assert found["accessibilite.declaration"].number == 0  # looked for elsewhere


def test_a_linked_page_cut_is_named():
    legal = replace(
        read_page(HOME + "legal", "<p>Mentions légales : éditeur, la mairie</p>"), missing=Unread(CUT, ours=True)
    )
    found = judged(read_page(HOME, RICH.partition("<p>")[0]), {"mentions-legales": legal})
    assert words(found["site.mentions-legales"].reason).replace("\u00a0", " ") == (
        "rien vu, mais une page n’a pas été lue en entier (https://www.crest.fr/legal) : "
        "la réponse a été coupée avant sa fin, et nous n’en avons qu’une partie"
    )


@settings(max_examples=EXAMPLES)
@given(st.text(alphabet=st.sampled_from("<>!-/ab= \"'&;meta refrshcontu0lé")), st.sampled_from(PARTIAL))
def test_no_page_in_part_is_ever_blamed(html, why):
    page = read_answer(answer(html, partial=why))
    assert isinstance(page, Page)
    assert not [fact for fact, one in judged(page).items() if negative(one)]
