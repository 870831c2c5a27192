"""The screen « Contestations » of /gestion/, as the team settles a contest."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from barometre.web.observations.models import Contest
from barometre.web.programme.permissions import READER, TEAM


@pytest.fixture
def screen(undone):
    """A contest, its screen, and a way to open it as a member of a group."""
    contest = Contest.objects.create(siren="212902324", subject="site-declare", text="faux", sent_at=timezone.now())

    def opened(group):
        user = User.objects.create_user(group, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        return client

    return contest, f"/gestion/observations/contest/{contest.pk}/change/", opened


def test_the_team_says_that_it_looks_then_settles(screen):
    contest, address, opened = screen
    team = opened(TEAM)
    assert "faux" in team.get(address).content.decode()
    team.post(address, {"outcome": "", "answer": ""})
    contest.refresh_from_db()
    assert contest.state == "under-way"
    assert team.post(address, {"outcome": "here", "answer": " "}).status_code == 200, "an outcome without its reason"
    team.post(address, {"outcome": "here", "answer": "Corrigé."})
    contest.refresh_from_db()
    assert (contest.state, contest.outcome, contest.answer) == ("settled", "here", "Corrigé.")


def test_others_do_not_read_what_people_wrote(screen):
    _, address, opened = screen
    assert opened(READER).get(address).status_code == 403
