"""Questionnaires answered as a browser without script does: a form is sent with what it had and what is changed."""

from selectolax.lexbor import LexborHTMLParser

from townhall_visits import MENDE


def form_of(page, index=-1):
    """Fields of a form of a page, as it came; buttons apart."""
    html = LexborHTMLParser(page.content.decode())
    forms = list(html.css("main form"))
    fields = {}
    for one in forms[index].css("input, textarea"):
        name, kind = one.attributes.get("name"), one.attributes.get("type", "text")
        if not name or (kind in ("radio", "checkbox") and "checked" not in one.attributes):
            continue
        value = one.text().removeprefix("\n") if one.tag == "textarea" else one.attributes.get("value") or ""
        fields.setdefault(name, []).append(value)
    return fields


def at(number, name="repondre", wave="repondre-2026"):
    return f"/mairie/questionnaires/{wave}/{name}/page-{number}/"


def answer(visitor, number, gesture="enregistrer", siren=MENDE, **fields):
    """Load a page, change some of its answers as a browser would, send it."""
    return send_form(visitor, visitor.get(at(number)), at(number), gesture, siren, **fields)


def send_form(visitor, page, address, gesture="enregistrer", siren=MENDE, **fields):
    """Send the form of a page loaded before: its hidden fields, what it had, and what is changed."""
    return visitor.post(address, form_of(page) | {"siren": siren, "geste": gesture} | fields)


def kept(questionnaire="repondre", siren=MENDE):
    """What is answered, by question; None when nothing ever was."""
    from barometre.web.survey.models import Response
    from barometre.web.survey.responses import values

    response = Response.objects.filter(siren=siren, questionnaire=questionnaire).first()
    return values(response) if response else None
