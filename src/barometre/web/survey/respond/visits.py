"""Where somebody who answers is: which collectivité, wave and questionnaire, what was answered, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.questionnaires import Question, Questionnaire
from barometre.survey import answers
from barometre.web.pages.duty import properties
from barometre.web.pages.room import Door
from barometre.web.survey import responses
from barometre.web.survey.models import Answer, Response, Version, Wave
from barometre.web.survey.states import ANY_TIME
from barometre.web.survey.versions import freeze
from barometre.web.survey.waves import is_open

# What stands in addresses for what is answered at any time.
ANY_WORDS = "a-tout-moment"


@dataclass(frozen=True)
class QuestionnaireVisit:
    """One questionnaire of one collectivité. `version` is None until it is put to somebody, at any time."""

    door: Door
    wave: Wave | None
    questionnaire: Questionnaire
    version: Version | None
    response: Response | None
    now: datetime

    @property
    def wave_id(self) -> str:
        """The wave, as tables name it."""
        return self.wave.pk if self.wave else ANY_TIME

    @property
    def is_record(self) -> bool:
        """Whether it tells who answers: it goes with the questionnaires, never alone."""
        return self.questionnaire.theme is None

    @property
    def today(self) -> date:
        """The day, at Paris time."""
        return timezone.localdate(self.now)

    @property
    def opens(self) -> bool:
        """Whether one can still answer: until the end of the last day, at Paris time."""
        return self.wave is None or is_open(self.wave, self.now)

    @cached_property
    def body(self) -> dict[str, Any]:
        """What conditions ask of the collectivité."""
        one = self.door.body
        return properties(one.profile, one.population, one.facts)

    @cached_property
    def latest(self) -> dict[str, Answer]:
        """The last answer to each question."""
        return responses.latest(self.response) if self.response else {}

    @cached_property
    def asked(self) -> dict[str, answers.AnswerStatus | None]:
        """Which questions are asked after these answers, or why not."""
        given = {name: answer.value for name, answer in self.latest.items()}
        return answers.asked(self.questionnaire, given, self.body)

    @cached_property
    def pages(self) -> dict[int, list[Question]]:
        """The questions asked, by number of their page; pages of which none is asked are left out."""
        found = {}
        for number, page in enumerate(answers.pages(self.questionnaire), 1):
            if shown := [question for question in page if self.asked[question.id] is None]:
                found[number] = shown
        return found

    @property
    def count(self) -> int:
        """How many questions are asked."""
        return sum(len(page) for page in self.pages.values())

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return sum(self._has(one.id, "value") for page in self.pages.values() for one in page)

    @property
    def impossible(self) -> int:
        """How many of them were answered by what is no answer."""
        return sum(self._has(one.id, "typed") for page in self.pages.values() for one in page)

    def _has(self, question: str, what: str) -> bool:
        return question in self.latest and getattr(self.latest[question], what) is not None

    def page_of(self, question: str) -> int:
        """Return the number of the page of a question that is asked."""
        return next(n for n, page in self.pages.items() if any(one.id == question for one in page))

    def after(self, number: int) -> int | None:
        """Return the number of the next page that asks something; None at the end."""
        return next((n for n in self.pages if n > number), None)

    def before(self, number: int) -> int | None:
        """Return the number of the page before; None at the beginning."""
        return next((n for n in reversed(self.pages) if n < number), None)

    def address(self, name: str, *more: object) -> str:
        """Return the address of a page of this questionnaire: `page`, `summary`, `receipt`, and so on."""
        return address(name, self.wave, self.questionnaire.id, *more)

    def again(self) -> "QuestionnaireVisit":
        """Return the same visit, read again."""
        return visit(self.door, self.wave.pk if self.wave else ANY_WORDS, self.questionnaire.id, self.now)

    def kept_version(self) -> Version:
        """Return the version of what is answered, frozen when it was not.

        Raises:
            BarometreError: see `freeze`.
        """
        return self.version or freeze(load_catalogue().questionnaires[self.questionnaire.id], self.now)


def address(name: str, wave: Wave | None, *more: object) -> str:
    """Return the address of a page by the end of the name of its route."""
    return reverse(f"survey-{name}", args=[wave.pk if wave else ANY_WORDS, *more])


def open_waves(now: datetime) -> list[Wave]:
    """Return the waves that take answers, the first to close first."""
    return [wave for wave in Wave.objects.order_by("closes_on", "id") if is_open(wave, now)]


def wave_at(words: str) -> Wave | None:
    """Return the wave of an address; None: at any time.

    Raises:
        Http404: no wave that was opened has this name.
    """
    if words == ANY_WORDS:
        return None
    found = Wave.objects.filter(pk=words).exclude(opened_at=None).first()
    if found is None:
        raise Http404("Aucune vague de questionnaires n’a cette adresse.")
    return found


def visit(door: Door, words: str, name: str, now: datetime) -> QuestionnaireVisit:
    """Return the visit of an address.

    Raises:
        Http404: there is no such wave, or it has no such questionnaire.
    """
    wave = wave_at(words)
    found = next(iter(visits(door, wave, now, [name])), None)
    if found is None:
        raise Http404("Aucun questionnaire n’a cette adresse.")
    return found


def visits(door: Door, wave: Wave | None, now: datetime, names: Iterable[str] = ()) -> list[QuestionnaireVisit]:
    """Return the questionnaires of a wave, or of any time, for a collectivité; of these names when some are given.

    A draft stays on the version on which it was begun.
    """
    wanted = list(names)
    kept = Response.objects.select_related("version").filter(siren=door.link.siren, wave=wave.pk if wave else ANY_TIME)
    by_name = {response.questionnaire: response for response in kept}
    found = []
    for name, version in _offered(wave, by_name, wanted).items():
        response = by_name.get(name)
        version = response.version if response else version
        asked = responses.questions_of(version, wave.pk if wave else ANY_TIME) if version else _short_now(name)
        found.append(QuestionnaireVisit(door, wave, asked, version, response, now))
    return found


def themes(among: Iterable[QuestionnaireVisit]) -> list[QuestionnaireVisit]:
    """Return the visits of the questionnaires proper: the record of who answered apart."""
    return [one for one in among if not one.is_record]


def _offered(wave: Wave | None, begun: dict[str, Response], wanted: list[str]) -> dict[str, Version | None]:
    offered: dict[str, Version | None]
    if wave is None:
        # A text in use under its number is the one that is put, whatever the catalogue says of it since.
        numbers = {name: one.version for name, one in load_catalogue().questionnaires.items() if answers.short(one)}
        used = {(one.questionnaire, one.number): one for one in Version.objects.filter(questionnaire__in=numbers)}
        offered = {name: used.get((name, number)) for name, number in numbers.items()}
        offered |= {name: one.version for name, one in begun.items() if name not in offered}
    else:
        # The record first: it is the same for all questionnaires.
        versions = sorted(wave.versions.all(), key=lambda one: (one.content.get("theme") is not None, one.pk))
        offered = {version.questionnaire: version for version in versions}
        offered |= {name: one.version for name, one in begun.items() if name not in offered}
    return {name: one for name, one in offered.items() if not wanted or name in wanted}


def _short_now(name: str) -> Questionnaire:
    whole = load_catalogue().questionnaires[name]
    return answers.short(whole) or whole
