"""What no request may have, wherever it is sent; a parameter whose value is not one of those it takes."""

from django.http import HttpRequest


class ParameterError(ValueError):
    """A parameter of an address has a value that means nothing: the page answers 400 and gives this French reason."""


def has_null_character(request: HttpRequest, form: bool) -> bool:
    """Return whether the address, or a parameter of it, has a null character, which PostgreSQL refuses.

    `form`: the fields of the form that is sent are looked at too. Forms of visitors say it beside the field.
    """
    found = (field for sent in (request.GET, *([request.POST] if form else [])) for field in sent.lists())
    return "\0" in request.path or any("\0" in text for name, values in found for text in (name, *values))
