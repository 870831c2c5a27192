"""The form that adds collectivités to an organisation, many at once."""

import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError

from barometre.web.programme.models import OrganisationMember
from barometre.web.programme.sirens import is_known

# Wrong SIREN named in a message.
NAMED = 5


class MembersForm(forms.ModelForm):
    """An organisation, and the SIREN of some of its members."""

    sirens = forms.CharField(
        label="SIREN des collectivités",
        widget=AdminTextareaWidget(attrs={"rows": 12}),
        help_text="Un par ligne, ou séparés par des virgules. Ceux qui sont déjà membres sont laissés.",
    )

    class Meta:
        model = OrganisationMember
        fields = ("organisation",)

    def clean_sirens(self) -> list[str]:
        """Return the SIREN, each once.

        Raises:
            ValidationError: some belong to no collectivité; names the first.
        """
        parts = re.split(r"[\r\n,;]+", self.cleaned_data["sirens"])
        sirens = list(dict.fromkeys(re.sub(r"\s", "", part) for part in parts if part.strip()))
        wrong = [siren for siren in sirens if not is_known(siren)]
        if wrong:
            more = f" et {len(wrong) - NAMED} autres" if len(wrong) > NAMED else ""
            raise ValidationError(f"Aucune collectivité n’a ces SIREN : {', '.join(wrong[:NAMED])}{more}.")
        return sirens

    def clean(self) -> dict[str, Any]:
        """Keep those that are not members yet.

        Raises:
            ValidationError: all of them are.
        """
        cleaned = super().clean()
        if "sirens" in cleaned and "organisation" in cleaned:
            held = OrganisationMember.objects.filter(organisation=cleaned["organisation"])
            already = set(held.values_list("siren", flat=True))
            cleaned["sirens"] = [siren for siren in cleaned["sirens"] if siren not in already]
            if not cleaned["sirens"]:
                raise ValidationError("Ces collectivités sont déjà toutes membres de cette organisation.")
        return cleaned
