"""Questionnaires in a spreadsheet: written, read back as they were, refused with sheet and row."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue import only_if
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.only_if import Joined, holds, parse, written
from barometre.catalogue.questionnaires import Questionnaire
from barometre.survey.xlsform.expressions import NotSupportedError, from_xpath, to_xpath
from barometre.survey.xlsform.reading import read
from barometre.survey.xlsform.writing import workbook

ASKED = {"text": "Combien ?", "help": "Par exemple.", "why": "Savoir."}
OPTIONS = [
    {"code": "a", "label": "Premier"},
    {"code": "b", "label": "Second"},
    {"code": "nsp", "label": "Je ne sais pas"},
]
EVERY_KIND = Questionnaire.model_validate(
    {
        "id": "essai",
        "version": 3,
        "title": "Un essai",
        "theme": "inclusion",
        "summary": "De quoi il s’agit.",
        "questions": [
            {
                "id": "essai-lieu",
                "kind": "yes-no",
                "options": [{"code": "oui", "label": "Oui"}, {"code": "non", "label": "Non"}],
                "core": True,
                **ASKED,
            },
            {"id": "essai-un", "kind": "one-of", "options": OPTIONS, "only_if": "essai-lieu == oui", **ASKED},
            {"id": "essai-deux", "kind": "several-of", "options": OPTIONS, "drawn": True, **ASKED},
            {"id": "essai-echelle", "kind": "scale", "options": OPTIONS, "only_if": "essai-un in (a, b)", **ASKED},
            {
                "id": "essai-heures",
                "kind": "number",
                "unit": "heures",
                "minimum": 0,
                "maximum": 500_000_000,
                "unknown": True,
                "only_if": "essai-deux includes a and not essai-un == b",
                **ASKED,
            },
            {
                "id": "essai-mois",
                "kind": "date",
                "precision": "month",
                "since": "2005-01",
                "only_if": "essai-heures >= 2",
                **ASKED,
            },
            {"id": "essai-mot", "kind": "text", "maximum": 150, "optional": True, "concerns": "commune", **ASKED},
            {
                "id": "essai-table",
                "kind": "table",
                "rows": [{"code": "paie", "label": "Paie"}, {"code": "etat-civil", "label": "État civil"}],
                "options": OPTIONS,
                **ASKED,
            },
        ],
    }
)


def drafted(survey, choices=(("ab", "a", "A"), ("ab", "b", "B")), label="label::Français (fr)"):
    """A workbook as a drafter makes it: rows of type, name, label and relevant."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "survey"
    sheet.append(["type", "name", label, "relevant"])
    for row in survey:
        sheet.append(list(row))
    sheet = book.create_sheet("choices")
    sheet.append(["list_name", "name", label])
    for row in choices:
        sheet.append(list(row))
    sheet = book.create_sheet("settings")
    sheet.append(["form_title", "form_id", "version"])
    sheet.append(["Essai", "essai", "1"])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_every_kind_comes_back_as_it_was():
    draft = read(workbook(EVERY_KIND))
    assert draft.refusals == []
    assert draft.questionnaire == EVERY_KIND


def test_a_questionnaire_of_the_catalogue_comes_back_with_its_typography():
    written_one = load_catalogue().questionnaires["outils-internes"]
    assert read(workbook(written_one), {written_one.id: written_one}).questionnaire == written_one


def test_the_same_questionnaire_gives_the_same_bytes():
    assert workbook(EVERY_KIND) == workbook(EVERY_KIND)


def test_facts_and_law_of_a_former_questionnaire_are_kept():
    facts = [{"fact": "inclusion.lieu-declare", "values": {"oui": True, "non": False}}]
    first, *others = EVERY_KIND.model_dump()["questions"]
    former = Questionnaire.model_validate(
        EVERY_KIND.model_dump() | {"questions": [first | {"gives": facts, "obligations": ["une-loi"]}, *others]}
    )
    assert read(workbook(EVERY_KIND), {former.id: former}).questionnaire == former


def test_curly_quotes_and_a_space_in_the_heading_are_read():
    rows = [("select_one ab", "q1", "Lequel ?", ""), ("text", "q2", "Dites", "${q1} = ‘a’")]
    draft = read(drafted(rows, label="label:: Français (fr)"))
    # A text has no bound here: it is refused, but its condition was read.
    assert [(one.row, one.name) for one in draft.refusals] == [(3, "q2")]
    rows[1] = ("select_one ab", "q2", "Dites", "${q1} = ‘a’")
    draft = read(drafted(rows, label="label:: Français (fr)"))
    assert [question.only_if for question in draft.questionnaire.questions] == [None, "q1 == a"]
    assert draft.questionnaire.questions[0].text == "Lequel ?"


@pytest.mark.parametrize(
    ("rows", "choices", "sheet", "row", "said"),
    [
        ([("select_one ab", "q1", "Q", "")], (("ab", "a", "A"), ("ab", "a", "B")), "choices", 3, "deux choix"),
        ([("select_one xy", "q1", "Q", "")], (("ab", "a", "A"),), None, 2, "la liste de choix n’existe pas"),
        ([("colour", "q1", "Q", "")], (("ab", "a", "A"),), None, None, "le type de question est inconnu"),
        ([("select_one ab", "q1", "Q", "${q9} = 'a'")], (("ab", "a", "A"),), None, 2, "qui n’existe pas"),
        ([("begin_group", "g", "G", ""), ("text", "q", "Q", "")], (("ab", "a", "A"),), None, 2, "n’est pas fermé"),
    ],
)
def test_what_pyxform_refuses_is_told_in_french_with_its_row(rows, choices, sheet, row, said):
    (refusal,) = read(drafted(rows, choices)).refusals
    assert said in refusal.what
    assert sheet is None or refusal.sheet == sheet
    assert row is None or refusal.row == row


@pytest.mark.parametrize(
    ("kind", "relevant", "said"),
    [
        ("image", "", "«\u00a0photo\u00a0»"),
        ("geopoint", "", "«\u00a0geopoint\u00a0»"),
        ("select_one ab or_other", "", "or_other"),
        ("select_one ab", "count(${q1}) > 2", "count"),
        ("select_one ab", "${q1} + 1 > 2", "+"),
    ],
)
def test_what_is_not_supported_is_named_and_nothing_is_dropped(kind, relevant, said):
    draft = read(drafted([("select_one ab", "q1", "Q", ""), (kind, "q2", "Q", relevant)]))
    assert draft.questionnaire is None
    assert [(one.sheet, one.row, one.name) for one in draft.refusals] == [("survey", 3, "q2")]
    assert said in draft.refusals[0].what


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"type,name\ntext,q", b"x" * 5_000_001])
def test_what_is_no_workbook_is_refused(data):
    draft = read(data)
    assert draft.questionnaire is None
    assert len(draft.refusals) == 1


tests = st.one_of(
    st.builds(only_if.Comparison, st.just("un"), st.sampled_from(["==", "!="]), st.sampled_from([("a",), ("b",)])),
    st.builds(only_if.Comparison, st.just("un"), st.just("in"), st.sampled_from([("a", "b"), ("b", "c")])),
    st.builds(only_if.Comparison, st.just("plusieurs"), st.just("includes"), st.sampled_from([("a",), ("c",)])),
    st.builds(only_if.Comparison, st.just("nombre"), st.sampled_from([">=", "<", ">", "<="]), st.just(("3",))),
)
trees = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds(lambda one: Joined("not", (one,)), inner),
        st.builds(
            lambda word, parts: Joined(word, tuple(parts)),
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=6,
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "un": st.sampled_from("abc"),
        "plusieurs": st.lists(st.sampled_from("abc"), min_size=1, unique=True),
        "nombre": st.integers(0, 6) | st.just("nsp"),
    },
)
KINDS = {"un": "one-of", "plusieurs": "several-of", "nombre": "number"}


@given(trees, answers)
def test_a_condition_means_the_same_in_the_other_language(tree, given_answers):
    back = parse(from_xpath(to_xpath(tree, KINDS)))
    assert holds(back, given_answers) == holds(tree, given_answers)


@given(trees)
def test_a_condition_is_written_as_it_is_read(tree):
    assert parse(written(tree)) == tree


@pytest.mark.parametrize("text", ["", "${q}", "${q} = ", "today() > 1", "'a' = ${q}", "${q} = 'a' or", "(${q} = 'a'"])
def test_an_expression_that_says_more_is_refused(text):
    with pytest.raises(NotSupportedError):
        from_xpath(text)
