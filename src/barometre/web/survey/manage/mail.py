"""Screens of messages: what waits and what came back, addresses added, who wants none, operators that refuse us."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from barometre.addresses import parse_mail
from barometre.web.mailing.models import Added, Dead, Message, Pause, Silent
from barometre.web.programme.gestion.base import ComputedScreen, Screen, nobody
from barometre.web.programme.models.base import is_collectivite, is_siren
from barometre.web.programme.sirens import name_of
from barometre.web.survey.manage.imports import MOST_BYTES, read_addresses


class _Rows(ComputedScreen):
    """Rows of collectivités, newest first, found by SIREN."""

    search_fields = ["siren"]
    ordering = ["-pk"]

    @admin.display(description="collectivité")
    def collectivite(self, row: Model) -> str:
        """Return the name of the collectivité."""
        return name_of(row.siren)


class _Erasable(_Rows):
    """Rows that the team may erase, and neither add nor change."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow who has the right."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(Message)
class MessageScreen(_Rows):
    """Messages: what became of each, never its text."""

    list_display = ["queued_at", "purpose", "about", "number", "siren", "collectivite", "operator", "state", "answer"]
    list_filter = ["purpose", "state", "about"]
    search_fields = ["siren", "operator"]
    fields = [*list_display, "tries", "next_at", "done_at"]


@admin.register(Silent)
class SilentScreen(_Erasable):
    """Who wants neither invitations nor reminders; erased only when it asks."""

    list_display = ["at", "siren", "collectivite"]
    fields = list_display


@admin.register(Dead)
class DeadScreen(_Erasable):
    """Addresses that do not exist; erased when one is known to exist again."""

    list_display = ["at", "siren", "collectivite", "answer"]
    fields = list_display


@admin.register(Pause)
class PauseScreen(ComputedScreen):
    """Operators that refuse us, or want us slower; erased when the block is lifted, and messages go again."""

    list_display = ["operator", "since", "until", "answer"]
    fields = list_display

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Allow who has the right."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


class AddedForm(forms.ModelForm):
    """An address of a collectivité of the reference."""

    siren = forms.CharField(label="SIREN", max_length=9, validators=[is_siren, is_collectivite])

    class Meta:
        model = Added
        fields = ("siren", "address")
        help_texts = {"address": "L’adresse d’un service, plutôt que celle d’une personne."}

    def clean_address(self) -> str:
        """Return the address.

        Raises:
            ValidationError: nobody is written to there, by the same rule as for a file.
        """
        address = str(self.cleaned_data["address"])
        if not parse_mail(address).valid:
            raise ValidationError("Ce n’est pas une adresse de courriel à laquelle on écrit.")
        return address


class ImportForm(forms.Form):
    """A file of addresses, read twice: to see, then to keep."""

    file = forms.FileField(
        label="Fichier CSV", help_text="Deux colonnes, siren et adresse, avec leur ligne d’en-tête ; 2 Mo au plus."
    )


@admin.register(Added)
class AddedScreen(Screen):
    """Addresses added to official ones, one by one or by a file."""

    form = AddedForm
    list_display = ["siren", "collectivite", "address", "added_at"]
    search_fields = ["siren", "address"]
    ordering = ["-pk"]
    change_list_template = "survey/added_list.html"
    has_change_permission = nobody

    @admin.display(description="collectivité")
    def collectivite(self, row: Added) -> str:
        """Return the name of the collectivité."""
        return name_of(row.siren)

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the import."""
        view = self.admin_site.admin_view(self.import_file)
        return [path("importer/", view, name="mailing_added_import"), *super().get_urls()]

    def import_file(self, request: HttpRequest) -> HttpResponse:
        """Show what a file of addresses would add, line by line; keep it when the second button says so.

        Raises:
            PermissionDenied: the account may not add addresses.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        found = None
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            if file.size > MOST_BYTES:
                form.add_error("file", "Ce fichier dépasse 2 Mo.")
            else:
                found = read_addresses(file.read(), set(Added.objects.values_list("siren", "address")))
        if found and request.POST.get("geste") == "garder" and not found.problems:
            Added.objects.bulk_create((Added(siren=siren, address=one) for siren, one in found.new), batch_size=5000)
            messages.success(request, f"Adresses ajoutées\u00a0: {len(found.new)}.")
            return HttpResponseRedirect(reverse("admin:mailing_added_changelist"))
        page = {"title": "Importer des adresses", "form": form, "found": found}
        return TemplateResponse(request, "survey/import.html", self.admin_site.each_context(request) | page)
