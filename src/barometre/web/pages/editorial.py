"""Pages of declarations: accessibility, legal notice, eco-design. They state what is true, and who operates."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _statement(request: HttpRequest, template: str, title: str) -> HttpResponse:
    return render(request, f"pages/{template}.html", {"trail": [(title, None)], "title": title})


accessibility = partial(_statement, template="accessibility", title="Déclaration d’accessibilité")
legal = partial(_statement, template="legal", title="Mentions légales")
ecodesign = partial(_statement, template="ecodesign", title="Déclaration d’écoconception")
