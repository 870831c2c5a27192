"""Unsubscribe from invitations and reminders: a page with a button, one click for mail programs, and back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from barometre.web.mailing.addresses import read_unsubscribe
from barometre.web.mailing.models import Silent


# Who holds the address of the page holds what its form sends: there is no cookie that another site could use.
@csrf_exempt
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """Show whether an address of mail is written to; change it when something is sent. Reading changes nothing.

    A mail program sends `List-Unsubscribe=One-Click` by itself, without cookie, and follows no redirection (RFC 8058).
    """
    token = request.GET.get("de", "")
    whose = read_unsubscribe(token)
    if whose is None:
        page = {"damaged": True, "trail": [("Désinscription", None)]}
        return render(request, "mailing/unsubscribe.html", page, status=404)
    address_mac, siren = whose
    known = Silent.objects.filter(address_mac=address_mac)
    if request.method == "POST" and request.POST.get("geste") == "reprendre":
        known.delete()
    elif request.method == "POST":
        Silent.objects.get_or_create(address_mac=address_mac, defaults={"siren": siren, "at": timezone.now()})
    page = {
        "token": token,
        "silent": known.exists(),
        "changed": request.method == "POST",
        "trail": [("Désinscription", None)],
    }
    return render(request, "mailing/unsubscribe.html", page)
