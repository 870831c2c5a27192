"""The list of the questionnaires of a collectivité, and their pages: shown, saved, kept when nobody is in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from barometre.web.pages import room
from barometre.web.pages.room import Door, Invitation
from barometre.web.survey import responses
from barometre.web.survey.models import Answer, Invited, Response, Wave
from barometre.web.survey.respond import lost
from barometre.web.survey.respond.fields import fields
from barometre.web.survey.respond.notices import notices, sources
from barometre.web.survey.respond.reading import ReadForm, read_form, shown_rows
from barometre.web.survey.respond.visits import ANY_WORDS, QuestionnaireVisit, open_waves, themes, visit, visits
from barometre.web.survey.responses import Writer
from barometre.web.townhall.models import Link
from barometre.web.townhall.queries import one_at_a_time
from barometre.web.townhall.states import Standing

# The way back, on every page.
ROOM = ("Espace de la collectivité", "/mairie/")
LIST = ("Questionnaires", "/mairie/questionnaires/")

View = Callable[..., HttpResponse]


def inside(view: Callable[..., HttpResponse]) -> View:
    """Give a view the door by which one entered; without one, say so, with what was typed.

    A form of another collectivité than the one whose room is open writes nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:  # noqa: ANN401  (parts of the address)
        door = room.door_of(request)
        if door is None or door.standing is not Standing.OPENS:
            return lost.shown(request, "session", 410) if request.method == "POST" else room.closed(request, door)
        if request.method == "POST" and request.POST.get("siren") != door.link.siren:
            return lost.shown(request, "other", 409, door)
        return view(request, door, *args, **given)

    return guarded


def asked(door: Door) -> list[Invitation]:
    """Return what a collectivité is asked to answer, for its room: the open waves, then the short version."""
    now = timezone.now()
    found = []
    for wave in [*open_waves(now), None]:
        of_wave = themes(visits(door, wave, now))
        sent = sum(one.response is not None and one.response.sent_at is not None for one in of_wave)
        title = wave.title if wave else "À tout moment, la version courte"
        if of_wave:
            where = f"{reverse('survey-home')}#{wave.pk if wave else ANY_WORDS}"
            found.append(Invitation(title, where, wave.closes_on if wave else None, sent, len(of_wave)))
    return found


def entered(link: Link) -> None:
    """Note that somebody opened the questionnaires of the wave of a link, by its button."""
    if not Wave.objects.filter(pk=link.wave).exists():
        return
    one, _ = Invited.objects.get_or_create(wave_id=link.wave, siren=link.siren)
    Invited.objects.filter(pk=one.pk, opened_at=None).update(opened_at=timezone.now())


@inside
def home(request: HttpRequest, door: Door) -> HttpResponse:
    """List the questionnaires of the open waves, those of any time, and what was sent in waves that are closed."""
    now = timezone.now()
    sent = Response.objects.filter(siren=door.link.siren).exclude(sent_at=None).values("wave")
    running = open_waves(now)
    past = Wave.objects.filter(pk__in=sent).exclude(pk__in=[wave.pk for wave in running])
    page = {
        "door": door,
        "waves": [(wave, visits(door, wave, now)) for wave in running],
        "any_time": visits(door, None, now),
        "past": [(wave, [one for one in visits(door, wave, now) if one.response]) for wave in past],
        "did": request.GET.get("fait", ""),
        "trail": [ROOM, ("Questionnaires", None)],
    }
    return render(request, "survey/home.html", page)


@inside
def start(_request: HttpRequest, door: Door, wave: str, name: str) -> HttpResponse:
    """Lead to what was sent, else to the first page where something is without answer."""
    here = visit(door, wave, name, timezone.now())
    if here.response is not None and here.response.sent_at is not None:
        return HttpResponseRedirect(here.address("receipt"))
    if not here.opens:
        return HttpResponseRedirect(here.address("summary"))
    for number, questions in here.pages.items():
        if any(one.id not in here.latest or here.latest[one.id].value is None for one in questions):
            return HttpResponseRedirect(here.address("page", number))
    return HttpResponseRedirect(here.address("summary"))


@inside
def page(request: HttpRequest, door: Door, wave: str, name: str, number: int) -> HttpResponse:
    """Show one page of a questionnaire, or save what its form changes."""
    here = visit(door, wave, name, timezone.now())
    if request.method == "POST":
        return _saved(request, here, number) if here.opens else lost.shown(request, "closed", 410, door)
    if not here.opens:
        return HttpResponseRedirect(here.address("summary"))
    if number not in here.pages:
        return HttpResponseRedirect(_next(here, number))
    return _page(request, here, number)


def _saved(request: HttpRequest, here: QuestionnaireVisit, number: int) -> HttpResponse:
    """Keep what a form changes, and lead where its button says; show it again when somebody else changed the same."""
    # Before the lock: an import may hold a version that is being frozen, and wait for this lock.
    version = here.kept_version()
    with one_at_a_time(f"answers {here.door.link.siren} {here.wave_id}"):
        here = here.again()
        read = _read(request, here)
        if read.changes and responses.is_full(here.door.link.siren, here.now):
            return lost.shown(request, "full", 429, here.door)
        if read.changes:
            link = here.door.link
            writer = Writer(link.pk, link.who)
            responses.save(link.siren, here.wave_id, version, read.changes, writer, here.now)
    here = here.again()
    if read.clashes and number in here.pages:
        return _page(request, here, number, read)
    gesture = request.POST.get("geste")
    if gesture == "quitter":
        return HttpResponseRedirect(f"{reverse('survey-home')}?fait=enregistre")
    if gesture == "precedent":
        before = here.before(number)
        return HttpResponseRedirect(here.address("page", before) if before else reverse("survey-home"))
    if gesture == "continuer" and not read.faults:
        return HttpResponseRedirect(_next(here, number))
    again = here.address("page", number) if number in here.pages else _next(here, number)
    return HttpResponseRedirect(f"{again}?fait={'enregistre' if read.changes else 'rien'}")


def _read(request: HttpRequest, here: QuestionnaireVisit) -> ReadForm:
    rows = Answer.objects.filter(response=here.response, pk__in=shown_rows(request.POST)) if here.response else []
    return read_form(
        here.questionnaire.questions,
        request.POST,
        {row.pk: row for row in rows},
        here.latest,
        here.door.body.facts,
        here.today,
    )


def _page(request: HttpRequest, here: QuestionnaireVisit, number: int, read: ReadForm | None = None) -> HttpResponse:
    before = here.before(number)
    numbers = list(here.pages)
    shown = {
        "here": here,
        "number": number,
        "rank": numbers.index(number) + 1,
        "count": len(numbers),
        "fields": (found := fields(here, number, read.clashes if read else None)),
        "errors": [one for one in found if one.error],
        "clashes": [one for one in found if one.clash],
        "notices": list(notices(here, here.pages[before]).values()) if before else [],
        "sources": sources(here),
        "before": before,
        "did": "" if read else request.GET.get("fait", ""),
        "trail": [ROOM, LIST, (here.questionnaire.title, None)],
    }
    return render(request, "survey/page.html", shown, status=409 if read else 200)


def _next(here: QuestionnaireVisit, number: int) -> str:
    after = here.after(number)
    return here.address("page", after) if after else here.address("summary")
