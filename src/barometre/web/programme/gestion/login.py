"""Login: after too many failures of an account from an address, or of an address, it waits a quarter of an hour."""

from datetime import timedelta
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from barometre.settings import settings
from barometre.web.programme.models import LoginFailure

# How long a failure counts.
WINDOW = timedelta(minutes=15)
# Failures allowed in that time: of one account from one address, and of one address whatever the account.
OF_AN_ACCOUNT, OF_AN_ADDRESS = 10, 50


def address_of(request: HttpRequest) -> str:
    """Return the address of the visitor: behind a proxy, the last of X-Forwarded-For, which the proxy wrote."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings().behind_https else ""
    return (forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]


def is_locked(account: str, address: str) -> bool:
    """Return whether there have been too many failures lately; expired ones are deleted first."""
    LoginFailure.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    failures = LoginFailure.objects.filter(address=address)
    return failures.filter(account=account[:150]).count() >= OF_AN_ACCOUNT or failures.count() >= OF_AN_ADDRESS


class LimitedLogin(AdminAuthenticationForm):
    """Django's login form of the admin, with the limit; while it waits, passwords are not even looked at."""

    def clean(self) -> dict[str, Any]:
        """Refuse when there were too many failures, else check the password and note a failure.

        Raises:
            ValidationError: too many failures, or a wrong name or password.
        """
        account, address = self.cleaned_data.get("username") or "", address_of(self.request)
        if is_locked(account, address):
            raise ValidationError("Trop d’essais : attendez un quart d’heure, puis recommencez.")
        try:
            cleaned = super().clean()
        except ValidationError:
            LoginFailure.objects.create(account=account[:150], address=address)
            raise
        LoginFailure.objects.filter(account=account[:150], address=address).delete()
        return cleaned
