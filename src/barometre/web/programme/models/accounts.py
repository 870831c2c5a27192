"""Accounts: the organisation of a person, and the logins that failed."""

from django.conf import settings
from django.db import models

from barometre.web.programme.models.governance import Organisation


class Profile(models.Model):
    """The organisation on behalf of which a person reads and proposes."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile", verbose_name="compte"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="profiles",
        verbose_name="organisation",
    )

    class Meta:
        verbose_name = "profil"

    def __str__(self) -> str:
        return f"{self.user} ({self.organisation or 'sans organisation'})"


class LoginFailure(models.Model):
    """A login that failed: kept a quarter of an hour, to limit attempts."""

    account = models.CharField(max_length=150)
    address = models.CharField(max_length=45)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["address", "account"])]

    def __str__(self) -> str:
        return f"{self.account} {self.at:%Y-%m-%d %H:%M}"
