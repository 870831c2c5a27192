"""The right of reply in the room of a collectivité: what an edition is about to change for it, and what it says of it.

Only who entered by a link of the collectivité sees it: the edition is not published yet.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from barometre.web.editions.models import Collectivite
from barometre.web.pages import bodies, presenters
from barometre.web.pages.moved import WHY
from barometre.web.pages.presenters import Evidence
from barometre.web.pages.room import Door, closed, door_of
from barometre.web.pages.verdict import Origin, origin
from barometre.web.replies import answers
from barometre.web.replies.answers import LONGEST
from barometre.web.replies.models import Asked, Reply
from barometre.web.replies.periods import stage_of
from barometre.web.replies.states import Stage, Stance, Unkept
from barometre.web.shared.paging import page_of
from barometre.web.townhall.states import Standing

# Verdicts of a page of the list: a page stays light when all of them move.
PER_PAGE = 20
# Why a reply is not kept -> status of the answer.
STATUS = {Unkept.CLOSED: 409, Unkept.CHANGED: 409, Unkept.TOO_MANY: 429}
POSITION = "Choisissez une des trois positions."


@dataclass(frozen=True)
class MovingVerdict:
    """One verdict that moves: as it is published, as it is going to be, why, and what the collectivité says of it."""

    before: Evidence
    after: Evidence
    why: str
    origins: tuple[Origin, ...]
    reply: Reply | None


@dataclass
class Typed:
    """What the form of a verdict holds, and what is wrong with it: field -> sentence."""

    stance: str
    words: str
    errors: dict[str, str] = field(default_factory=dict)


def preview(request: HttpRequest) -> HttpResponse:
    """Show what is going to change for the collectivité of the link, and what it says of each verdict."""
    door = door_of(request)
    if door is None or door.standing is not Standing.OPENS:
        return closed(request, door)
    return _preview(request, door, answers.asked_of(door.link.siren))


def verdict(request: HttpRequest, indicator: str) -> HttpResponse:
    """Show one verdict that moves and the form to reply to it, and keep what the form sends.

    Raises:
        Http404: this verdict of the collectivité does not move.
    """
    door = door_of(request)
    if door is None or door.standing is not Standing.OPENS:
        return closed(request, door)
    asked = answers.asked_of(door.link.siren)
    if asked is None or asked.period.withdrawn_at or not asked.verdicts:
        return _preview(request, door, asked)
    if indicator not in asked.verdicts:
        raise Http404("Ce résultat ne change pas pour cette collectivité.")
    moving = _moving(asked, door.body, indicator, answers.replies_of(asked).get(indicator))
    if request.method != "POST":
        return _verdict(request, door, asked, moving, _last(moving.reply))
    if request.POST.get("siren") != door.link.siren:
        return _preview(request, door, asked, "autre", 409)
    if not door.link.may_send:
        return _preview(request, door, asked, "sans-droit", 403)
    return _keep(request, door, asked, moving)


def _keep(request: HttpRequest, door: Door, asked: Asked, moving: MovingVerdict) -> HttpResponse:
    """Keep what the form says, or show it again with what is wrong."""
    typed = _typed(request)
    if typed.errors:
        return _verdict(request, door, asked, moving, typed, status=400)
    seen = request.POST.get("vu", "")
    kept = answers.keep_reply(
        asked,
        moving.after.id,
        Stance(typed.stance),
        typed.words,
        door.link,
        int(seen) if seen.isascii() and seen.isdigit() else 0,
        timezone.now(),
    )
    if isinstance(kept, Reply):
        return HttpResponseRedirect(f"{reverse('reply')}?fait=enregistre")
    now = _moving(asked, door.body, moving.after.id, answers.replies_of(asked).get(moving.after.id))
    return _verdict(request, door, asked, now, typed, kept.value, STATUS[kept])


def _typed(request: HttpRequest) -> Typed:
    """Return what the form sends."""
    typed = Typed(request.POST.get("position", Stance.NONE.value), answers.written(request.POST.get("texte", "")))
    if typed.stance not in list(Stance):
        typed.errors["position"], typed.stance = POSITION, Stance.NONE.value
    if (length := len(typed.words)) > LONGEST:
        typed.errors["texte"] = f"Votre texte a {length} caractères : {length - LONGEST} de trop. Raccourcissez-le."
    return typed


def _last(reply: Reply | None) -> Typed:
    return Typed(reply.stance, reply.words) if reply else Typed(Stance.NONE.value, "")


def _moving(asked: Asked, body: Collectivite, indicator: str, reply: Reply | None) -> MovingVerdict:
    """Return one verdict as the page shows it, from what was kept of the edition."""
    told, content = asked.verdicts[indicator], asked.period.catalogue
    entry, sources = content["indicators"][indicator], content["sources"]
    names = {one: source["name"] for one, source in sources.items()}
    now = told["after"]
    beside = presenters.beside(asked.facts, entry, now, content) if now["status"] == "known" else ()
    source = now.get("source") or content["facts"][entry["facts"][0]]["source"]
    return MovingVerdict(
        before=presenters.evidence(indicator, entry, told["before"], names),
        after=presenters.evidence(indicator, entry, now, names, beside),
        why=WHY[told["why"]],
        origins=(origin(sources[source], body),) if source in sources else (),
        reply=reply,
    )


def _preview(request: HttpRequest, door: Door, asked: Asked | None, did: str = "", status: int = 200) -> HttpResponse:
    page = _common(door, asked) | {"did": did or request.GET.get("fait", ""), "sends": door.link.may_send}
    if page["stage"] is Stage.WITHDRAWN:
        return render(request, "replies/preview.html", page, status=410)
    replies = answers.replies_of(asked) if asked else {}
    order = asked.period.catalogue.get("indicators", {}) if asked else {}
    ids = [one for one in order if asked and one in asked.verdicts]
    shown = page_of(request, ids, PER_PAGE, "La liste des résultats")
    page |= {
        "shown": shown,
        "count": len(ids),
        "said": sum(replies[one].says_something for one in ids if one in replies),
        "moving": [_moving(asked, door.body, one, replies.get(one)) for one in shown] if asked else [],
    }
    return render(request, "replies/preview.html", page, status=status)


def _verdict(
    request: HttpRequest,
    door: Door,
    asked: Asked,
    moving: MovingVerdict,
    typed: Typed,
    unkept: str = "",
    status: int = 200,
) -> HttpResponse:
    ids = [one for one in asked.period.catalogue["indicators"] if one in asked.verdicts]
    place = ids.index(moving.after.id)
    page = _common(door, asked) | {
        "moving": moving,
        "typed": typed,
        "unkept": unkept,
        "stances": Reply.STANCES,
        "longest": LONGEST,
        "sends": door.link.may_send,
        "history": answers.history_of(asked, moving.after.id),
        "next": ids[place + 1] if place + 1 < len(ids) else "",
        "place": place + 1,
        "count": len(ids),
        "look_address": f"{bodies.address(door.body)}#regarder",
    }
    page["trail"] = [*page["trail"][:-1], ("Droit de réponse", reverse("reply")), (moving.after.title, None)]
    return render(request, "replies/verdict.html", page, status=status)


def _common(door: Door, asked: Asked | None) -> dict[str, Any]:
    period = asked and asked.period
    room = (f"Espace de la collectivité, {door.body.name}", reverse("townhall-room"))
    return {
        "body": door.body,
        "period": period,
        "stage": stage_of(period, timezone.now()) if period else None,
        "trail": [room, ("Droit de réponse", None)],
    }
