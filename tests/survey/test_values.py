"""What people type is read as they mean it, shown again as they typed it, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.questionnaires import Option, Question
from barometre.survey.values import EMPTY, Entered, InputFault, date_of, number_of, read_typed, shown

TODAY = date(2026, 11, 30)
COMMON = {"id": "q", "text": "?", "help": "h", "why": "w"}
CODES = tuple(Option(code=code, label=code) for code in ("un", "deux", "trois", "aucun", "nsp"))
ONE = Question(**COMMON, kind="one-of", options=CODES)
SEVERAL = Question(**COMMON, kind="several-of", options=CODES)
HOURS = Question(**COMMON, kind="number", unit="heures", minimum=0, maximum=100_000, unknown=True)
DAY = Question(**COMMON, kind="date", since="2005-01-01", unknown=True)
MONTH = Question(**COMMON, kind="date", precision="month", since="2005-01")
WISH = Question(**COMMON, kind="text", maximum=20)
ROWS = (Option(code="paie", label="Paie"), Option(code="etat-civil", label="État civil"))
TABLE = Question(**COMMON, kind="table", options=CODES, rows=ROWS)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("12,34", 12.34),
        ("12.34", 12.34),
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1,234", 1.234),  # a comma is decimal here
        ("1.234", InputFault.AMBIGUOUS),
        ("12.345.678", InputFault.NOT_A_NUMBER),
        ("007", 7),
        ("-3", -3),
        ("\u22123", -3),
        ("3,", InputFault.NOT_A_NUMBER),
        ("1e3", InputFault.NOT_A_NUMBER),
        ("nan", InputFault.NOT_A_NUMBER),
        ("trois", InputFault.NOT_A_NUMBER),
        ("9" * 50, InputFault.NOT_A_NUMBER),
        ("²", InputFault.NOT_A_NUMBER),
    ],
)
def test_numbers_are_read_as_the_french_write_them(typed, expected):
    assert number_of(typed) == expected
    assert isinstance(number_of(typed), type(expected))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("03/04/2026", (2026, 4, 3)),
        ("01/12/2026", (2026, 12, 1)),
        ("31/12/2026", (2026, 12, 31)),
        ("3.4.2026", (2026, 4, 3)),
        ("2026-04-03", (2026, 4, 3)),
        ("04/2026", (2026, 4, None)),
        ("2026-04", (2026, 4, None)),
        ("12/31/2026", None),  # day first, always
        ("31/02/2026", None),
        ("03/04/26", None),
        ("2026", None),
        ("avril 2026", None),
    ],
)
def test_dates_are_read_day_first(typed, expected):
    assert date_of(typed) == expected


@pytest.mark.parametrize(
    ("question", "typed", "expected"),
    [
        (ONE, ["deux"], Entered("deux")),
        (ONE, ["deux", "deux"], Entered("deux")),
        (ONE, ["deux", "trois"], Entered(fault=InputFault.SEVERAL)),
        (ONE, ["quatre"], Entered(fault=InputFault.UNKNOWN_CODE)),
        (ONE, ["", "  "], EMPTY),
        (ONE, [], EMPTY),
        (SEVERAL, ["trois", "un"], Entered(["un", "trois"])),
        (SEVERAL, ["aucun"], Entered(["aucun"])),
        (SEVERAL, ["aucun", "un"], Entered(fault=InputFault.EXCLUDED)),
        (SEVERAL, ["aucun", "nsp"], Entered(fault=InputFault.EXCLUDED)),
        (SEVERAL, ["un", "quatre"], Entered(fault=InputFault.UNKNOWN_CODE)),
        (HOURS, ["1,5"], Entered(1.5)),
        (HOURS, ["nsp"], Entered("nsp")),
        (HOURS, ["-1"], Entered(fault=InputFault.TOO_SMALL)),
        (HOURS, ["100001"], Entered(fault=InputFault.TOO_LARGE)),
        (HOURS, ["1.234"], Entered(fault=InputFault.AMBIGUOUS)),
        (HOURS, ["3", "nsp"], Entered(fault=InputFault.SEVERAL)),
        (DAY, ["30/11/2026"], Entered("2026-11-30")),
        (DAY, ["01/12/2026"], Entered(fault=InputFault.IN_THE_FUTURE)),
        (DAY, ["31/12/2004"], Entered(fault=InputFault.TOO_EARLY)),
        (DAY, ["11/2026"], Entered(fault=InputFault.NOT_A_DATE)),
        (DAY, ["nsp"], Entered("nsp")),
        (MONTH, ["11/2026"], Entered("2026-11")),
        (MONTH, ["03/04/2026"], Entered("2026-04")),
        (MONTH, ["12/2026"], Entered(fault=InputFault.IN_THE_FUTURE)),
        (MONTH, ["12/2004"], Entered(fault=InputFault.TOO_EARLY)),
        (MONTH, ["nsp"], Entered(fault=InputFault.NOT_A_DATE)),  # it is not offered
        (WISH, ["  la\r\n garderie\x00 "], Entered("la garderie")),
        (WISH, ["x" * 21], Entered(fault=InputFault.TOO_LONG)),
        (WISH, ["\x00"], EMPTY),
        (TABLE, {"paie": ["un"], "etat-civil": [""]}, Entered({"paie": "un"})),
        (TABLE, {"paie": [], "etat-civil": []}, EMPTY),
        (TABLE, {"paie": ["un", "deux"]}, Entered(fault=InputFault.SEVERAL)),
        (TABLE, {"paie": ["quatre"]}, Entered(fault=InputFault.UNKNOWN_CODE)),
        (TABLE, {"voirie": ["un"]}, Entered(fault=InputFault.UNKNOWN_CODE)),
        (TABLE, ["un"], EMPTY),
    ],
)
def test_what_is_typed_is_a_value_nothing_or_a_fault(question, typed, expected):
    assert read_typed(question, typed, TODAY) == expected


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        (HOURS, 12.34, "12,34"),
        (HOURS, 1234.5, "1234,5"),
        (HOURS, 3, "3"),
        (HOURS, 1e-05, "0,00001"),
        (HOURS, "nsp", "nsp"),
        (DAY, "2026-11-30", "30/11/2026"),
        (MONTH, "2026-11", "11/2026"),
        (ONE, None, ""),
        (SEVERAL, None, None),
        (TABLE, None, None),
        (SEVERAL, ["un"], ["un"]),
    ],
)
def test_a_value_is_shown_as_it_was_typed(question, value, expected):
    assert shown(question, value) == expected


def typed_for(question):
    """What a person may type or tick for a question, good or not."""
    if question.kind == "table":
        cells = st.lists(st.sampled_from(question.codes), max_size=1)
        return st.dictionaries(st.sampled_from([row.code for row in question.rows]), cells)
    if question.options:
        return st.lists(st.sampled_from(question.codes), max_size=3)
    texts = {
        "number": st.from_regex(r"\d{1,3}( \d{3}){0,2}([.,]\d{1,6})?", fullmatch=True) | st.just("nsp"),
        "date": st.dates(date(2004, 1, 1), date(2027, 1, 1)).map(lambda day: f"{day:%d/%m/%Y}"),
        "text": st.text(max_size=30),
    }
    return texts[question.kind].map(lambda text: [text])


# One question of each kind, of the package.
KINDS = {question.kind: question for one in load_catalogue().questionnaires.values() for question in one.questions}


@given(st.data())
def test_what_is_shown_again_is_the_same_answer(data):
    question = data.draw(st.sampled_from([*KINDS.values(), DAY, HOURS]))
    value = read_typed(question, data.draw(typed_for(question)), TODAY).value
    again = shown(question, value)
    if isinstance(again, dict):
        again = {row: [code] for row, code in again.items()}
    assert read_typed(question, [again] if isinstance(again, str) else again or [], TODAY).value == value
