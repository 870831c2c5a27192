"""La Suite territoriale: use, subscription and membership are three things."""

import pytest

from barometre.errors import BarometreError
from service_registers import SAMPLES, epci_of, siren, taken, told


def test_an_account_without_use_says_nothing(tmp_path):
    _, facts, _ = taken("suite-usages", tmp_path)
    users = {siren("29232"), siren("29", "departement"), epci_of("29232")}
    assert told(facts, "outils.service-partage") == dict.fromkeys(users, "1.0")


def test_the_code_of_a_departement_s_seat_does_not_make_it_the_town(tmp_path):
    head = SAMPLES["suite-usages"].splitlines()[0]
    seat = "departement;22290001100016;29232;915000;2;1"
    _, facts, _ = taken("suite-usages", tmp_path, f"{head}\n{seat}\n{seat}\n")
    assert set(told(facts, "outils.service-partage")) == {siren("29", "departement")}


def test_a_word_that_is_neither_1_nor_0_refuses_the_file(tmp_path):
    with pytest.raises(BarometreError, match="active is not one of those known"):
        taken("suite-usages", tmp_path, SAMPLES["suite-usages"].replace(";1\n", ";true\n"))


def test_a_subscription_by_the_anct_counts_and_a_test_does_not(tmp_path):
    intake, facts, unmatched = taken("suite-services", tmp_path)
    assert set(told(facts, "outils.service-souscrit")) == {siren("29232")}
    assert (intake.rows, unmatched["doubt"].to_list()) == (2, ["no-identifier"])


def test_belonging_to_the_anct_or_to_a_test_is_no_membership(tmp_path):
    intake, facts, _ = taken(
        "suite-operateurs", tmp_path, SAMPLES["suite-operateurs"] + SAMPLES["suite-operateurs"].splitlines()[1] + "\n"
    )
    assert set(told(facts, "strategie.adhesion")) == {siren("29232")}
    assert intake.rows == 2
