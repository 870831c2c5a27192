"""Aidants Connect: an agent of the collectivité itself, habilitated today."""

from service_registers import epci_of, siren, taken, told


def test_only_active_bodies_with_an_agent_are_told(tmp_path):
    _, facts, _ = taken("aidants-connect", tmp_path)
    assert told(facts, "inclusion.aidants-connect-recense") == {siren("29232"): "1.0", epci_of("29232"): "1.0"}


def test_a_ccas_is_not_its_commune(tmp_path):
    rows = "ID,Is Active,siret,Nombre d'aidants\n1,true,26290232500013,4\n"
    intake, facts, unmatched = taken("aidants-connect", tmp_path, rows)
    assert (intake.matched, facts.height) == (0, 0)
    assert set(unmatched["doubt"]) == {"unknown-identifier"}


def test_a_siret_that_lost_its_zero_is_not_somebody_else_s(tmp_path):
    _, _, unmatched = taken("aidants-connect", tmp_path)
    doubts = dict(unmatched.select("siret", "doubt").iter_rows())
    assert doubts["2129001950001"] == "unknown-identifier"
    assert doubts["0.0"] == "no-identifier"
