"""What answers are counted as: five things stay apart, each out of the denominator of which it is not."""

from asked import KINDS
from barometre.survey.answers import AnswerStatus, Given, sent
from barometre.survey.results.outcomes import counted, statuses

COMMUNE = {"powers": ["commune"], "population": 900}


def answered(*values):
    """What communes sent, by the answers they gave."""
    return [sent(KINDS, one, COMMUNE) for one in values]


def of(name, *values, row=""):
    found = {(one.question.id, one.row): one for one in counted(KINDS, answered(*values))}
    return found[name, row]


def test_not_known_is_an_answer_and_an_empty_question_is_none():
    one = of("site", {"site": "oui"}, {"site": "nsp"}, {})
    assert one.answers == ("oui", "non", "nsp")
    assert one.outcome.values.tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 0]]
    assert one.outcome.known.tolist() == [True, True, False]
    assert one.outcome.concerned.tolist() == [True, True, True]
    assert one.given().to_list() == ["oui", "nsp"]


def test_who_is_not_concerned_is_in_no_denominator():
    one = of("courriel", {"courriel": "oui"}, {"courriel": "non-concerne"})
    assert "non-concerne" not in one.answers
    assert one.outcome.concerned.tolist() == one.outcome.known.tolist() == [True, False]
    assert not of("region", {"region": "oui"}).outcome.concerned.any()  # a question for régions


def test_who_was_not_asked_is_in_no_denominator():
    one = of("depuis", {"site": "oui", "depuis": "2020-05"}, {"site": "non", "depuis": "2020-05"}, {"site": "oui"})
    assert one.outcome.concerned.tolist() == [True, False, True]
    assert one.outcome.known.tolist() == [True, False, False]


def test_several_answers_of_one_respondent_are_each_counted():
    one = of("outils", {"outils": ["a", "c"]}, {"outils": ["aucun"]})
    assert one.outcome.values.tolist() == [[1, 0, 1, 0], [0, 0, 0, 1]]
    assert one.given().to_list() == [["a", "c"], ["aucun"]]


def test_a_number_has_no_answers_and_not_known_is_no_number():
    one = of("heures", {"heures": 12.5}, {"heures": "nsp"}, {"heures": 0})
    assert one.answers == ()
    assert one.outcome.values[:, 0].tolist() == [12.5, 0, 0]
    assert one.outcome.known.tolist() == [True, False, True]


def test_each_row_of_a_table_is_counted_apart():
    told = {"logiciels": {"paie": "ligne"}}
    assert of("logiciels", told, row="paie").outcome.known.all()
    assert not of("logiciels", told, row="etat-civil").outcome.known.any()


def test_dates_are_counted_by_year_and_years_of_too_few_join_the_next():
    values = [{"site": "oui", "depuis": f"{year}-03"} for year in [2018] * 3 + [2019] * 9 + [2022] * 11]
    one = of("depuis", *values)
    assert one.answers == ("2018+2019", "2022")
    assert one.outcome.values.sum(axis=0).tolist() == [12, 11]


def test_texts_are_not_counted_and_an_option_no_longer_asked_tells_nothing():
    assert "detail" not in {one.question.id for one in counted(KINDS, answered({"site": "oui", "detail": "x"}))}
    gone = {"avis": Given(AnswerStatus.ANSWERED, "disparu")}
    one = next(one for one in counted(KINDS, [gone]) if one.question.id == "avis")
    assert not one.outcome.known.any()
    assert one.outcome.concerned.all()


def test_statuses_are_counted_apart():
    question = KINDS.question("depuis")
    told = answered(
        {"site": "oui", "depuis": "2020-05"}, {"site": "oui"}, {"site": "non"}, {"site": "oui", "depuis": "nsp"}
    )
    assert statuses(question, told) == {"answered": 1, "empty": 1, "not-asked": 1, "unknown": 1}
