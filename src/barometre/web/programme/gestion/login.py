"""Login: after too many failures of an account, or of a network, it waits a quarter of an hour."""

from datetime import timedelta
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from barometre.web.programme.models import LoginFailure
from barometre.web.shared.visitors import network, visitor_address

# How long a failure counts.
WINDOW = timedelta(minutes=15)
# Failures allowed in that time: of one account wherever they come from, and of one network whatever the account.
OF_AN_ACCOUNT, OF_AN_ADDRESS = 10, 50


def begin_attempt(account: str, address: str) -> LoginFailure | None:
    """Note an attempt as a failure until it succeeds, so that attempts sent together count; delete expired ones.

    Returns:
        The failure noted; None when there were too many, and the attempt is not to be made.
    """
    LoginFailure.objects.filter(at__lt=timezone.now() - WINDOW).delete()
    attempt = LoginFailure.objects.create(account=account, address=address)
    failures = LoginFailure.objects.exclude(pk=attempt.pk)
    too_many = failures.filter(account=account).count() >= OF_AN_ACCOUNT
    if too_many or failures.filter(address=address).count() >= OF_AN_ADDRESS:
        attempt.delete()  # who waits does not lengthen the wait
        return None
    return attempt


class LimitedLogin(AdminAuthenticationForm):
    """Django's login form of the admin, with the limit; while it waits, passwords are not even looked at."""

    def clean(self) -> dict[str, Any]:
        """Refuse when there were too many failures, else check the password and forget the failures if it is right.

        Raises:
            ValidationError: too many failures, or a wrong name or password.
        """
        account = (self.cleaned_data.get("username") or "")[:150]
        if begin_attempt(account, network(visitor_address(self.request))) is None:
            raise ValidationError("Trop d’essais : attendez un quart d’heure, puis recommencez.")
        cleaned = super().clean()
        LoginFailure.objects.filter(account=account).delete()
        return cleaned
