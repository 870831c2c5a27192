"""The screens of /gestion/: the team reads what was done with links and revokes; nobody else sees them."""

from barometre.web.programme.permissions import READER, TEAM
from barometre.web.townhall.models import Event, Link
from townhall_visits import MENDE, rows

LINKS, LOG = "/gestion/townhall/link/", "/gestion/townhall/event/"


def test_the_team_reads_and_revokes_and_changes_nothing_else(as_member, given):
    link, _ = given()
    team = as_member(TEAM)
    page = team.get(LINKS).content.decode()
    assert MENDE in page and "Mende" in page and link.token_hash not in page
    assert "lien créé par l’exploitant" in team.get(LOG).content.decode()
    assert team.get("/gestion/townhall/declared/").status_code == 200
    assert link.token_hash not in team.get(f"{LINKS}{link.pk}/change/").content.decode()
    team.post(LINKS, {"action": "revoke_links", "_selected_action": [link.pk]})
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert list(rows(Event).filter(happening="revoked").values_list("author", flat=True)) == ["operator"]
    for address in (f"{LINKS}add/", f"{LINKS}{link.pk}/delete/", f"{LOG}add/"):
        assert team.post(address, {"post": "yes"}).status_code == 403
    assert rows(Link).count() == 1


def test_others_see_none_of_it(as_member, given):
    link, _ = given()
    reader = as_member(READER)
    for address in (LINKS, LOG, "/gestion/townhall/declared/"):
        assert reader.get(address).status_code == 403
    assert reader.post(LINKS, {"action": "revoke_links", "_selected_action": [link.pk]}).status_code == 403
    link.refresh_from_db()
    assert link.revoked_at is None
