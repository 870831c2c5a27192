"""Addresses of the questionnaires, under the room of a town hall, which is told what is asked."""

from django.urls import path

from barometre.web.pages import room
from barometre.web.survey.respond import person, sending, views

_ASKED = {"asked": views.asked}
_AT = "mairie/questionnaires/<slug:wave>/"

urlpatterns = [
    path("mairie/", room.room, _ASKED, name="townhall-room"),
    path("mairie/entrer/", room.enter, {"entered": views.entered}, name="townhall-enter"),
    path("mairie/revoquer/", room.revoke, _ASKED, name="townhall-revoke"),
    path("mairie/partager/", room.share, _ASKED, name="townhall-share"),
    path("mairie/questionnaires/", views.home, name="survey-home"),
    path(f"{_AT}personne/", person.person, name="survey-person"),
    path(f"{_AT}<slug:name>/", views.start, name="survey-start"),
    path(f"{_AT}<slug:name>/page-<int:number>/", views.page, name="survey-page"),
    path(f"{_AT}<slug:name>/envoyer/", sending.summary, name="survey-summary"),
    path(f"{_AT}<slug:name>/accuse/", sending.sent_page, name="survey-receipt"),
    path(f"{_AT}<slug:name>/accuse.pdf", sending.sent_pdf, name="survey-receipt-pdf"),
    path(f"{_AT}<slug:name>/papier.pdf", sending.paper_pdf, name="survey-paper"),
    path(f"{_AT}<slug:name>/publier/", sending.publish, name="survey-publish"),
]
