"""The audit log (django-auditlog): every table of the programme and every account; who changed what, old and new."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from auditlog.context import set_extra_data
from auditlog.registry import auditlog
from django.contrib.auth.models import User
from django.db.models import ManyToManyField

from barometre.web.programme import models

# Rows written by the thousand from a file: the audit log holds the import, with its counts, not each line.
BULK = {models.Award, models.Project}
# Network addresses, kept a short while to limit floods: nothing that anybody changed.
PASSING = {models.LoginFailure, models.RegistrationSent}
# Personal data, which must not outlive the row: the log records that it changed, not what it was.
_HIDDEN = {models.Registration: ["name", "email", "message"]}


def register() -> None:
    """Have every table of the programme followed, and accounts (never passwords)."""
    for name in models.__all__:
        model = getattr(models, name)
        if model in BULK | PASSING:
            continue
        followed = {field.name for field in model._meta.get_fields() if isinstance(field, ManyToManyField)}
        hidden = [*_HIDDEN.get(model, []), *(["loaded_hash"] if hasattr(model, "loaded_hash") else [])]
        auditlog.register(model, exclude_fields=hidden, m2m_fields=followed)
    auditlog.register(User, exclude_fields=["password", "last_login"], m2m_fields={"groups"})


def operator() -> str:
    """Return who runs a command, as the audit log names them."""
    try:
        return f"ligne de commande ({getpass.getuser()})"
    except (KeyError, OSError):  # no name for this user in the system
        return "ligne de commande"


@contextmanager
def said_by(source: str) -> Iterator[None]:
    """Note in the audit log where the changes made in a `with` come from, when no account makes them."""
    with set_extra_data({"actor": None, "additional_data": {"source": source}}):
        yield
