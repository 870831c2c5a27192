"""What no request may have, wherever it is sent."""

from django.http import HttpRequest, QueryDict, UnreadablePostError


def has_null_character(request: HttpRequest) -> bool:
    """Return whether the address, a parameter or a field of a form has a null character, which PostgreSQL refuses."""
    try:
        form = request.POST
    except UnreadablePostError:  # the connection broke: nobody reads the answer
        form = QueryDict()
    fields = (field for sent in (request.GET, form) for field in sent.lists())
    return "\0" in request.path or any("\0" in text for name, values in fields for text in (name, *values))
