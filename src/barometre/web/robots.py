"""What robots and those who find a fault look for at fixed addresses: robots.txt and security.txt."""

from datetime import UTC, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse

from barometre.settings import settings

# Forms of contest, one for each answer of each body, links of town halls, sheets and notes on paper tell a robot
# nothing that the page does not.
ROBOTS = (
    "User-agent: *\nDisallow: /*/contester/\nDisallow: /*/mairie/\nDisallow: /mairie/\nDisallow: /*/fiche.pdf\n"
    "Disallow: /*/note.pdf\n"
    "Allow: /\n\nSitemap: {}\n"
)

# RFC 9116, 2.5.5: a security.txt should expire within a year.
VALID = timedelta(days=180)


def robots(request: HttpRequest) -> HttpResponse:
    """Answer with what robots may visit (RFC 9309): all that is public, but the forms; nothing of a demonstration."""
    if settings().demonstration:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
    return HttpResponse(
        ROBOTS.format(request.build_absolute_uri("/sitemap.xml")), content_type="text/plain; charset=utf-8"
    )


def security(request: HttpRequest) -> HttpResponse:
    """Answer with the address to which a security fault is reported (RFC 9116): the operator's contact.

    Raises:
        Http404: the operator gives none.
    """
    contact = settings().operator_contact
    if not contact:
        raise Http404("L’exploitant n’a pas donné d’adresse de contact.")
    expires = datetime.combine(datetime.now(UTC).date() + VALID, time(), UTC)
    lines = (
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {request.build_absolute_uri('/.well-known/security.txt')}",
    )
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
