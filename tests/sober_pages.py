"""Pages and files of the site as tests read them: light, without script nor style, in French that does not break."""

import csv
import io
import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

# EcoIndex: A up to about 385 elements on a light page, those of drawings apart.
ELEMENTS = 385


def text_of(page):
    """Its words, with plain spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def file_rows(page):
    return list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def assert_sober(page):
    """It has one title, labels, few elements, no style nor script of its own, and no space that breaks."""
    source = page.content.decode()
    tree = LexborHTMLParser(source)
    assert (page.status_code, source.count("<h1"), "style=" in source, "<script" in source) == (200, 1, False, False)
    elements = len(tree.css("body *")) - len(tree.css("svg *"))
    assert elements <= ELEMENTS, elements
    assert all(tree.css_first(f"label[for={field.attributes['id']}]") for field in tree.css("main select[id]"))
    words = unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", "\n", source, flags=re.DOTALL))
    breaks = re.findall(r".{0,30}\S [:;?!»%](?!\S).{0,10}", words)
    assert not breaks, breaks
