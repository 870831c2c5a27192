"""The doors of a demonstration: nothing leaves it, answer or message, that does not say that all is made up."""

import re
from collections.abc import Callable, Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from barometre.settings import settings
from barometre.web.shared.marks import FILE, SENTENCE, TITLE, marked

HEADER = "X-Demonstration"
_NAME = re.compile(r"(filename=\"?|filename\*=utf-8'')(?!demonstration-)", re.IGNORECASE)


def demonstration(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark every answer of a demonstration: a header, the name of its file; and let no engine keep it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if settings().demonstration:
            response[HEADER] = "true"
            response["X-Robots-Tag"] = "noindex, nofollow"
            if told := response.get("Content-Disposition"):
                response["Content-Disposition"] = _NAME.sub(rf"\1{FILE}", told)
        return response

    return answer


class MarkedBackend(EmailBackend):
    """Sends messages; those of a demonstration say so in their subject and first line."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send messages; return how many were taken."""
        for message in email_messages:
            if settings().demonstration and not message.subject.startswith(TITLE):
                message.subject = marked(message.subject)
                message.body = f"{SENTENCE}\n\n{message.body}"
        return super().send_messages(email_messages) or 0
