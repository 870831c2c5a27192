"""What communes lack most, and how an authority stands beside its peers."""

from barometre.web.editions.models import Aggregate, Collectivite
from barometre.web.pages.alike import beside
from barometre.web.pages.lacking import most_lacking
from barometre.web.shared.catalogue import Measure

INDICATORS = {
    name: {"title": name, "scoring": {"rule": "yes"}, "facts": [name], "record": name == "record"}
    for name in ("site", "dpo", "record", "unseen")
} | {"taux": {"title": "taux", "scoring": {"rule": "scale"}, "facts": ["taux"]}}
OFFERED = [("Indicateurs", [Measure(name, "indicator", name, "" if name == "taux" else "%") for name in INDICATORS])]


def test_the_unknown_are_told_apart_from_those_who_answer_no():
    rows = {
        "site": Aggregate(met=36, known=60, concerned=60),
        "dpo": Aggregate(met=0, known=30, concerned=60),
        "record": Aggregate(met=0, known=60, concerned=60),
        "unseen": Aggregate(met=0, known=0, concerned=60),
        "taux": Aggregate(met=0, known=60, concerned=60),
    }
    found = most_lacking(rows, OFFERED, INDICATORS, "/epci/1/tableau/")
    assert [(one.measure.id, one.lacking, one.unknown) for one in found] == [("dpo", 30, 30), ("site", 24, 0)]
    assert [one.words for one in found] == [
        "30\xa0communes sur 30\xa0connues\xa0; 30 ne le sont pas",
        "24\xa0communes sur 60\xa0connues",
    ]
    assert found[0].address == "/epci/1/tableau/?indicateur=dpo&reponse=non#tableau"


def test_an_authority_is_beside_its_peers_only_where_both_are_known():
    seen = {"site": {"status": "known", "score": 100.0}, "dpo": {"status": "we-failed"}, "taux": {"status": "known"}}
    peers = {"site": Aggregate(mean=80.0, known=8, concerned=10), "dpo": Aggregate(mean=None, known=1, concerned=10)}
    found = beside(Collectivite(indicators=seen), INDICATORS, peers)
    assert [(one.id, one.answer, one.peers.mean, one.yes) for one in found] == [("site", "Oui", 80.0, True)]
