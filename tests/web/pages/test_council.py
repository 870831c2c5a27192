"""The page of paper: what it holds, from what is known."""

import pytest

from barometre.web.pages.council import STRONG, strong
from barometre.web.pages.presenters import Evidence


def known(name, score, weight=1.0):
    return Evidence(name, name, "known", "", "", "Oui", score, "", "", None, "", weight)


def test_what_is_good_is_what_scores_full_the_heaviest_first():
    found = strong([known("a", 100.0), known("b", 99.0), known("c", 100.0, 3.0)])
    assert ([one.id for one in found.shown], found.more) == (["c", "a"], 0)


def test_long_lists_say_how_many_more_there_are():
    assert strong([known(str(n), 100.0) for n in range(STRONG + 2)]).more == 2


@pytest.mark.parametrize(
    ("sheet", "page"),
    [
        ("/communes/29232/", "/communes/29232/imprimer/"),
        ("/epci/242900314/", "/collectivites/242900314/imprimer/"),
        ("/collectivites/222900011/", "/collectivites/222900011/imprimer/"),
    ],
)
def test_each_sheet_leads_to_its_page_of_paper_which_says_where_the_sheet_is(client, sheet, page):
    assert f'href="{page}"' in client.get(sheet).content.decode()
    paper = client.get(page)
    assert (paper.status_code, f"http://localhost{sheet}" in paper.content.decode()) == (200, True)
