"""Where a sign is seen, and where a look-alike is none."""

from datetime import date

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.models import Sign, checked_selector
from barometre.observation.html.page import read_page
from barometre.observation.html.signs import Signs, signs_on

HOME = "https://www.crest.fr/"
CATALOGUE = Signs.of(load_catalogue().signs)


def page(body, head="", url=HOME):
    return read_page(url, f'<html lang="fr"><head>{head}</head><body>{body}</body></html>')


def names(home, signs=CATALOGUE):
    return {one.sign.id for one in signs.on(home)}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<a href='https://gnau18.operis.fr/portedelisere/gnau/#/'>x</a>", {"gnau"}),
        ("<a href='https://gnau.strasbourg.eu/'>x</a>", {"gnau"}),
        ("<a href='https://sve.sirap.fr/#/072200/'>x</a>", {"sirap-sve"}),
        ("<a href='https://www.tipi.budget.gouv.fr/tpa/paiement.web?numcli=1'>x</a>", {"payfip"}),
        ("<form action='https://www.payfip.gouv.fr/tpa/paiementws.web'></form>", {"payfip"}),
        ("<iframe src='https://rdv.anct.gouv.fr/prendre_rdv'></iframe>", {"rdv-service-public"}),
        ("<a href='/demarches?xml=F21885'>x</a>", {"comarquage"}),
        ("<a href='https://demarche.numerique.gouv.fr/commencer/x'>x</a>", {"demarche-numerique"}),
        ("<a href='https://demarche.numerique.gouv.fr/'>x</a>", set()),  # its own home page
        ("<a href='https://franceconnect.gouv.fr/'>x</a>", set()),  # its own presentation
        ("<a href='https://www.data.gouv.fr/fr/organizations/ville-de-crest/'>x</a>", {"data-gouv"}),
        ("<a href='https://www.data.gouv.fr/'>x</a>", set()),  # every footer of the State's design system
        ("<a href='https://rdv.anct.gouv.fr.evil.com/'>x</a>", set()),
        ("<a href='https://notpayfip.gouv.fr/'>x</a>", set()),
        (
            "<a href='https://www.wix.com/'>Wix</a><a href='https://files.appli-intramuros.com/a.pdf'>x</a>",
            set(),
        ),  # links
        ("<img src='https://files.appli-intramuros.com/img/a.png'>", {"intramuros"}),  # loaded
        ("<script src='https://www.googletagmanager.com/gtag/js?id=G-X'></script>", {"google-tag-manager"}),
        ("<a href='https://www.googletagmanager.com/'>x</a>", set()),
    ],
)
def test_a_sign_is_seen_where_it_means_something(body, expected):
    assert names(page(body)) == expected


@pytest.mark.parametrize(
    ("generator", "name", "version"),
    [
        ("WordPress 6.5.3", "WordPress", "6.5.3"),
        ("Drupal 10 (https://www.drupal.org)", "Drupal", "10"),
        ("Joomla! - Open Source Content Management", "Joomla", ""),
        ("Joomla! 1.5 - Open Source Content Management", "Joomla", "1.5"),
        ("TYPO3 CMS", "TYPO3", ""),
        ("TYPO3 4.5 CMS", "TYPO3", "4.5"),
        ("SPIP 4.2.0", "SPIP", "4.2.0"),
        ("spip", "SPIP", ""),
        ("Wix.com Website Builder", "Wix", ""),
        ("e-monsite (e-monsite.com)", "e-monsite", ""),
    ],
)
def test_a_generator_gives_name_and_version(generator, name, version):
    seen = CATALOGUE.on(page("", f'<meta name="generator" content="{generator}">'))
    assert [(one.sign.name, one.version) for one in seen] == [(name, version)]


def test_a_sign_is_told_once_on_the_first_page_that_shows_it():
    sign = Sign(id="a", name="A", kind="demarches", hosts=("a.fr",), source="a.fr", verified_on=date(2026, 1, 1))
    body = "<a href='https://a.fr/1'>x</a><a href='https://a.fr/2'>x</a>"
    pages = [page(body), page(body, url=HOME + "deux")]
    assert [(one.evidence, one.page) for one in signs_on(pages, Signs.of([sign]))] == [("https://a.fr/1", HOME)]


@pytest.mark.parametrize("selector", ["a[[", "", "a:has(>"])
def test_a_selector_that_cannot_be_read_is_refused(selector):
    with pytest.raises(ValueError, match="is not a CSS selector"):
        checked_selector(selector)
