"""Every fact of the pages of a site, from its home page and the pages read behind it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from barometre.facts.statement import Statement
from barometre.observation.accessibility import ACCESSIBILITY_FACTS, judge_accessibility
from barometre.observation.home import HOME_FACTS, judge_home
from barometre.observation.links import Choice
from barometre.observation.page import Page, Unread
from barometre.observation.services import SERVICE_FACTS, judge_services
from barometre.observation.signs import Signs

PAGE_FACTS = HOME_FACTS + ACCESSIBILITY_FACTS + SERVICE_FACTS


def judge_pages(
    home: Page,
    read: Sequence[tuple[Choice, Page]],
    signs: Signs,
    on: date,
    missed: Sequence[tuple[Choice, Unread]] = (),
    upgrades: bool = False,
) -> list[Statement]:
    """Facts of the pages of a site: one statement for each of `PAGE_FACTS`.

    Args:
        home: the home page.
        read: pages chosen on it and read.
        signs: signs of software, tools and services.
        on: day of the look.
        missed: pages chosen and not read, with why (`page.why_unread`; a robots.txt that forbids is ours).
        upgrades: the home page came with `upgrade-insecure-requests` in its Content-Security-Policy.
    """
    pages = {purpose: page for choice, page in read for purpose in choice.purposes}
    unread: Mapping[str, Unread] = {purpose: why for choice, why in missed for purpose in choice.purposes}
    return [
        *judge_home(home, signs, pages, unread, upgrades),
        *judge_accessibility(home, pages, unread),
        *judge_services([home, *pages.values()], signs, on),
    ]
