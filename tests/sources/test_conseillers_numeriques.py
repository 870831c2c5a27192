"""Conseillers numériques: a post was granted; whether it is still held is not told."""

from barometre.catalogue.load import load_catalogue
from service_registers import siren, taken, told


def test_who_was_granted_a_post_is_told(tmp_path):
    intake, facts, _ = taken("conseillers-numeriques", tmp_path)
    assert told(facts, "inclusion.conseiller-accorde") == {siren("29232"): "1.0", siren("29", "departement"): "1.0"}
    assert (intake.rows, intake.matched, intake.unmatched) == (4, 3, 1)


def test_a_post_granted_once_scores_nothing():
    assert all(one.facts[0] != "inclusion.conseiller-accorde" for one in load_catalogue().indicators.values())


def test_no_name_of_a_body_is_kept(tmp_path):
    _, _, unmatched = taken("conseillers-numeriques", tmp_path)
    assert "Raison sociale" not in unmatched.columns
