"""What a source should have said anew since is marked in words, on the sheet, on « Observation » and in the API."""

from contextlib import contextmanager

from django.db import transaction

from barometre.web.editions.models import Collectivite

BREST = "212900195"
WORDS = "donnée du 30 juin 2026, mise à jour attendue"


@contextmanager
def told_long_ago(edition):
    """Brest, of which the register of fibre and the verdicts of ANCT are late."""
    with transaction.atomic():
        brest = Collectivite.objects.get(edition=edition, siren=BREST)
        late = {"observed_on": "2026-06-30", "aged": True}
        brest.indicators["fibre-locaux"] = {"status": "known", "value": 99.0, "score": 99.0, "source": "fibre"} | late
        brest.facts["rpnt.1.4"] = {"outcome": "seen", "number": 1.0, "source": "rpnt"} | late
        brest.save()
        yield
        transaction.set_rollback(True)


def test_what_is_aged_is_said_in_words(client, published):
    with told_long_ago(published):
        sheet = client.get("/communes/29019/").content.decode()
        observation = client.get("/communes/29019/observation/?groupe=tout").content.decode()
        answer = client.get("/api/v1/communes/29019?fields=indicateurs").json()
    assert f"À noter\u00a0: {WORDS} tous les trois mois." in sheet
    assert f"Selon l’ANCT, {WORDS} chaque semaine\u00a0: oui" in observation
    told = answer["indicateurs"]
    assert (told["fibre-locaux"]["vieilli"], told["fibre-locaux"]["date"]) == (True, "2026-06-30")
    assert told["site-declare"]["vieilli"] is None
