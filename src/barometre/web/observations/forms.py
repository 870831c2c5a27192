"""The form by which a verdict is contested."""

from django import forms

from barometre.web.observations.contests import LONGEST


class ContestForm(forms.Form):
    """What is wrong, and where to answer. `site` is a trap: people do not see it, robots fill it in."""

    text = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": "Dites ce qui ne va pas, en une phrase ou plus.",
            "max_length": "Le texte est trop long : 2 000 caractères au plus.",
        },
    )
    email = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={
            "invalid": "L’adresse n’est pas complète. Écrivez-la comme prenom.nom@exemple.fr, ou laissez vide.",
            "max_length": "L’adresse est trop longue.",
        },
    )
    site = forms.CharField(required=False)

    @classmethod
    def refused(cls) -> "ContestForm":
        """Return an empty form that says that what was sent was too long to be read."""
        form = cls({})
        form.errors.clear()
        form.add_error(
            "text", "Le texte est trop long pour être lu : 2 000 caractères au plus. Raccourcissez-le et recommencez."
        )
        return form

    @property
    def trapped(self) -> bool:
        """Was the trap filled in?"""
        return bool(self.data.get("site"))
