"""The results of a closed wave: what is raw, what is corrected, what is withheld, what is compared."""

from dataclasses import replace

import polars as pl
import pytest

from barometre.survey.answers import LEAST, AnswerStatus, Given
from barometre.survey.results.compute import FormerWave, wave_results
from barometre.survey.results.figures import FIGURES, LINKED
from closed_wave import KINDS, answered, asked_wave, bodies, former_results, only, results

pytestmark = pytest.mark.heavy


def of(name):
    """What was told of one question in the former wave."""
    return former_results().figures.filter(question=name)


def whole(figures, question, answer="", statistic="share", row=""):
    wanted = {"question": question, "answer": answer, "statistic": statistic, "level": "whole", "row": row}
    return figures.row(
        by_predicate=pl.all_horizontal(pl.col(name) == value for name, value in wanted.items()), named=True
    )


def test_those_with_a_site_answered_more_and_the_correction_gives_them_back_their_weight():
    found = results()
    row = whole(found.figures, "site", "oui")
    told = [one.given["site"].value for one in answered(1, 0.3)]
    assert row["n"] == len(told)
    assert row["raw"] == told.count("oui") / len(told)
    # All with a site say « oui », and one in five of the others: of 36,240, 59.2 % have one that is known.
    assert row["raw"] > 0.67
    assert row["low"] <= 0.65 and row["estimate"] < row["raw"] - 0.04
    assert row["low"] < row["estimate"] < row["high"]
    margins = found.content["questionnaires"][0]["margins"]
    assert all(one["weighted"] == pytest.approx(one["population"], rel=1e-6) for one in margins)


def test_shares_are_rounded_as_pages_show_them():
    shares = results().figures.filter(statistic="share").drop_nulls("estimate")
    for name in ("estimate", "low", "high"):
        assert (shares[name] - shares[name].round(2)).abs().max() == 0


def test_groups_of_a_level_are_those_that_respondents_are_calibrated_on():
    figures = results().figures
    assert set(figures["level"]) == {"whole", "kind", "strate", "region"}
    totals = figures.filter(question="site", answer="oui").group_by("level").agg(pl.col("n").sum())
    assert set(totals["n"]) == {len(answered(1, 0.3))}


def test_no_figure_rests_on_fewer_than_eleven():
    figures = results().figures
    assert figures.drop_nulls("n")["n"].min() >= LEAST
    assert figures.filter(pl.col("withheld").is_not_null())["estimate"].null_count() == figures["withheld"].count()


def test_what_all_answer_is_not_told():
    row = whole(results().figures, "logiciels", "poste", row="etat-civil")
    assert (row["raw"], row["estimate"]) == (None, None)
    assert row["withheld"]


def test_a_question_that_hangs_on_another_is_told_only_where_nothing_of_that_one_is_withheld():
    figures = results().figures
    hidden = set(
        figures.filter(question="site").filter(pl.col("withheld").is_in(["primary", "complementary"]))["level"]
    )
    assert hidden
    linked = figures.filter(question="depuis", withheld=LINKED)
    assert set(linked["level"]) == hidden - {"whole"}
    assert linked["n"].null_count() == linked.height


def test_what_changed_is_told_with_its_interval_for_all_alone():
    figures = results().figures
    row = whole(figures, "outils", "a")
    assert row["former"] == whole(former_results().figures, "outils", "a")["estimate"]
    assert 0 < row["change_low"] < row["change"] < row["change_high"]
    assert whole(figures, "avis", "bien")["change_low"] < 0 < whole(figures, "avis", "bien")["change_high"]
    told = figures.filter(pl.col("change").is_not_null())
    assert set(told["level"]) == {"whole"}
    assert set(told["question"]) <= {"site", "outils", "avis"}, "the former wave asked nothing else"


def test_a_former_wave_of_others_does_not_compare():
    communes = bodies().filter(kind="commune")
    former = FormerWave("avant", "Avant", asked_wave([]).closes_on, answered(2), communes, former_results().figures)
    found = wave_results(asked_wave(answered(1), questionnaires=[only("avis")]), {KINDS.id: former}, {}, None)
    assert found.figures["change"].null_count() == found.figures.height


def test_when_no_weights_meet_the_margins_the_reason_is_told_and_figures_are_raw():
    """Of communes and EPCI, the former answer in one région alone and the latter in another."""
    told = {"commune": "53", "epci": "11"}
    some = bodies().filter(pl.col("kind").is_in(list(told)), pl.col("region").is_in(list(told.values())))
    kept = some.filter(pl.col("kind").replace(told) == pl.col("region")).group_by("kind").head(60)
    sent = [replace(answered()[0], siren=siren) for siren in kept["siren"]]
    found = wave_results(asked_wave(sent, bodies=some, questionnaires=[only("avis")]), {}, {}, None)
    (document,) = found.content["questionnaires"]
    assert "Impossible margins" in document["refused"]
    assert found.figures["estimate"].null_count() == found.figures.height


def test_of_fewer_than_eleven_nothing_is_told():
    found = wave_results(asked_wave(answered()[: LEAST - 1]), {}, {}, None)
    assert found.figures.is_empty()
    assert found.content["questionnaires"][0]["respondents"] == LEAST - 1
    assert found.figures.schema == pl.Schema(FIGURES)


def test_the_order_of_what_was_sent_changes_nothing():
    found = wave_results(asked_wave(answered(2)[::-1], questionnaires=[only("avis")]), {}, {}, None)
    assert found.figures.equals(of("avis"))


def test_who_is_not_of_the_population_is_counted_apart():
    stranger = replace(answered(2)[0], siren="999999999")
    found = wave_results(asked_wave([*answered(2), stranger], questionnaires=[only("avis")]), {}, {}, None)
    assert found.content["outside"] == 1
    assert found.content["respondents"] == len(answered(2))
    assert found.figures.equals(of("avis"))


def test_an_answer_that_its_body_publishes_is_taken_out_of_what_is_counted():
    """Everybody who said « non » publishes it: nothing is left to hide one of them."""
    told = answered(2)
    publishes = {(one.siren, KINDS.id): one for one in told if one.given["site"].value == "non"}
    found = wave_results(asked_wave(told, questionnaires=[only("site")]), {}, publishes, None)
    assert whole(found.figures, "site", "non")["raw"] is None
    assert whole(former_results().figures, "site", "non")["raw"] is not None


def test_a_correction_that_counts_other_answers_tells_nothing_of_the_question():
    told = answered(2)
    changed = told[0].given | {"avis": Given(AnswerStatus.EMPTY)}
    sent = [replace(told[0], given=changed), *told[1:]]
    found = wave_results(asked_wave(sent, questionnaires=[only("avis", "outils")]), {}, {}, former_results().figures)
    assert found.figures.filter(question="avis")["raw"].null_count() == found.figures.filter(question="avis").height
    assert whole(found.figures, "outils", "b")["raw"] is not None


def test_a_correction_tells_nothing_that_was_withheld():
    before = former_results().figures.filter(pl.col("question").is_in(["site", "avis"]))
    found = wave_results(asked_wave(answered(2), questionnaires=[only("site", "avis")]), {}, {}, before)
    keys = ["question", "row", "answer", "statistic", "level", "group"]
    both = before.join(found.figures, on=keys, suffix="_now")
    assert both.filter(pl.col("raw").is_null(), pl.col("raw_now").is_not_null()).is_empty()
