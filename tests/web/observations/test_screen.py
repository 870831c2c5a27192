"""The screen « Contestations » of /gestion/, as the team settles a contest."""

import pytest
from django.utils import timezone

from barometre.web.observations.models import Contest
from barometre.web.programme.permissions import READER, TEAM


@pytest.fixture
def screen(as_member):
    """A contest, its screen, and a way to open it as a member of a group."""
    contest = Contest.objects.create(siren="212902324", subject="site-declare", text="faux", sent_at=timezone.now())

    return contest, f"/gestion/observations/contest/{contest.pk}/change/", as_member


def test_the_team_says_that_it_looks_then_settles(screen):
    contest, address, as_member = screen
    team = as_member(TEAM)
    assert "faux" in team.get(address).content.decode()
    team.post(address, {"outcome": "", "answer": ""})
    contest.refresh_from_db()
    assert contest.state == "under-way"
    assert team.post(address, {"outcome": "here", "answer": " "}).status_code == 200, "an outcome without its reason"
    team.post(address, {"outcome": "here", "answer": "Corrigé."})
    contest.refresh_from_db()
    assert (contest.state, contest.outcome, contest.answer) == ("settled", "here", "Corrigé.")


def test_others_do_not_read_what_people_wrote(screen):
    _, address, as_member = screen
    assert as_member(READER).get(address).status_code == 403
