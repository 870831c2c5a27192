"""Screens of group projects: what is kept is where visitors get it."""

from django.core.files.base import ContentFile

from barometre.web.programme.models import Deliverable


def test_a_kept_file_opens_from_its_form(someone):
    team = someone("team")
    made = Deliverable.objects.create(
        project_id="urbanisme", title="Guide", file=ContentFile(b"%PDF-1.7", name="guide.pdf")
    )
    address = f"/programme/projets/urbanisme/livrables/{made.pk}/"
    text = team.get("/gestion/programme/groupproject/urbanisme/change/").content.decode()
    assert f'href="{address}"' in text
    assert team.get(address).status_code == 200
    made.file.delete()
