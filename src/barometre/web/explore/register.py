"""The form that takes a list, and what it says of each row that it could not read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from barometre.web.editions.models import Edition
from barometre.web.explore.addresses import packed
from barometre.web.explore.grid import grid
from barometre.web.explore.lists import MOST, Directory, Line, ListError, decoded, directory, read, sirens
from barometre.web.shared.memory import per_edition

# Problems and notes that the page shows; the others are counted.
MOST_SHOWN = 200


@csrf_exempt  # what is too long is refused before its token could be read
def give_list(request: HttpRequest) -> HttpResponse:
    """Show the form; read the list that is sent, and lead to its board when every row names a collectivité."""
    if request.method != "POST":
        return _page(request)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        why = f"La liste est trop lourde : {most // 1024} ko au plus, soit {MOST} collectivités. Rien n’en a été gardé."
        return _page(request, error=why, status=413)
    return _sent(request)


@csrf_protect
def _sent(request: HttpRequest) -> HttpResponse:
    pasted, sent = request.POST.get("liste", ""), request.FILES.get("fichier")
    try:
        if sent and pasted.strip():
            raise ListError("Donnez la liste collée ou le fichier, pas les deux : rien n’a été gardé.")
        lines = read(decoded(sent.read()) if sent else pasted, _directory(request.edition))
    except ListError as error:
        return _page(request, pasted, error=str(error), status=400)
    problems = [line for line in lines if line.problem]
    named = sirens(lines)
    if not problems and not any(line.note for line in lines):
        return HttpResponseRedirect(_board(named))
    return _page(request, pasted, lines=lines, address=_board(named) if named else "", status=400 if problems else 200)


@per_edition
def _directory(edition: Edition) -> Directory:
    return directory(grid(edition))


def _board(named: list[str]) -> str:
    return f"{reverse('board')}?liste={packed(named)}"


def _page(
    request: HttpRequest,
    pasted: str = "",
    error: str = "",
    lines: list[Line] | None = None,
    address: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = lines or []
    problems, notes = [line for line in lines if line.problem], [line for line in lines if line.note]
    page = {
        "pasted": pasted,
        "error": error,
        "read": len(lines),
        "named": len(sirens(lines)),
        "problems": problems[:MOST_SHOWN],
        "problem_count": len(problems),
        "notes": notes[:MOST_SHOWN],
        "note_count": len(notes),
        "most_shown": MOST_SHOWN,
        "address": address,
        "most": MOST,
        "trail": [("Tableau d’une liste", None)],
    }
    return render(request, "pages/list.html", page, status=status)
