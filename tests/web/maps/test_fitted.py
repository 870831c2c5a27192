"""Lines of text hold in their room whatever they say and whatever font draws them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.web.maps.fitted import line, plain, width, wrapped

NAMES = st.text(max_size=90) | st.text("abc -é\u00a0\u202e\u200d🏛\n", max_size=90)


@given(NAMES, st.integers(8, 60), st.integers(1, 3), st.booleans())
def test_no_line_is_wider_than_its_room_and_none_is_added(words, size, most, bold):
    lines = wrapped(words, size, 400, most, bold)
    assert len(lines) <= most
    assert all(width(one, size, bold) <= 400 for one in lines)
    if lines and not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == plain(words).replace(" ", ""), "nothing is lost"


@given(NAMES)
def test_what_is_drawn_has_no_character_that_xml_or_a_line_refuses(words):
    kept = plain(words)
    assert plain(kept) == kept
    assert not {"Cc", "Cf", "Cs"} & {unicodedata.category(letter) for letter in kept}


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ("Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", 190, ["Saint-Remy-en-Bouzemont-Saint-Genest-", "et-Isson"]),
        (
            "Les communes connues sont 34\u202f875 aujourd’hui",
            140,
            ["Les communes connues sont", "34\u00a0875 aujourd’hui"],
        ),
        ("Pneumonoultramicroscopicsilicovolcanoconiose", 190, ["Pneumonoultramicroscopicsilicovolcanoco", "niose"]),
        ("", 190, []),
    ],
    ids=["after a hyphen", "never at a no-break space", "a word too long", "nothing"],
)
def test_where_a_line_ends(words, room, lines):
    assert wrapped(words, 10, room, 3) == lines


def test_what_is_too_long_says_that_it_was_cut():
    assert wrapped("mot " * 50, 10, 100, 2) == ["mot mot mot mot mot", "mot mot mot mot m…"]


def test_a_line_is_as_wide_as_was_measured():
    drawn = line("Brest", 10, 20, 10)
    assert 'textLength="23.3"' in drawn, "667 + 333 + 556 + 500 + 278 thousandths of ten (Helvetica)"
    assert 'lengthAdjust="spacingAndGlyphs"' in drawn
