"""Address of the page by which one unsubscribes."""

from django.urls import path

from barometre.web.mailing.views import unsubscribe

urlpatterns = [path("enquete/desinscription/", unsubscribe, name="unsubscribe")]
