"""Answers gathered with another tool taken in: whole or not at all, once, never over what a collectivité wrote here."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reading import suggestion
from barometre.errors import BarometreError
from barometre.survey.imports.answers import AcceptedLine, LineNote, ReadFile, load_sheet, read_answers
from barometre.survey.imports.mapping import check_mapping, read_mapping
from barometre.survey.values import Value
from barometre.web.survey import waves
from barometre.web.survey.models import Answer, Invited, Version
from barometre.web.survey.responses import AnswerEdit, Writer, find, questions_of, save, send, values
from barometre.web.survey.states import How
from barometre.web.survey.versions import freeze
from barometre.web.townhall.queries import one_at_a_time

# Collectivités of one import: each takes a lock of PostgreSQL until the end, which has some 6,400 of them.
MOST_BODIES = 5_000


@dataclass(frozen=True)
class AnswersImported:
    """What an import did, or would do: lines accepted (added, corrected or as they were), and those that were not."""

    added: int
    corrected: int
    unchanged: int
    read: ReadFile
    written_here: list[LineNote]

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as JSON values."""
        rejected = sorted([*self.read.rejected, *self.written_here])
        return {
            "accepted": self.added + self.corrected + self.unchanged,
            "added": self.added,
            "corrected": self.corrected,
            "unchanged": self.unchanged,
            "unfinished": self.read.unfinished,
            "rejected": [one._asdict() for one in rejected],
            "notes": [one._asdict() for one in self.read.notes],
        }


def import_answers(path: Path, mapping_path: Path, wave: str, now: datetime, dry_run: bool = False) -> AnswersImported:
    """Import a file of answers. The same file again adds nothing; a changed line is a correction, with its history.

    Args:
        path: CSV, XLSX or ODS file.
        mapping_path: YAML file that says what its columns are.
        wave: id of the wave; empty: answers given at any time.
        now: the present moment; its day is in the time of the instance.
        dry_run: work the outcome out, write nothing.

    Raises:
        BarometreError: the mapping or the file is refused, the wave is unknown or does not ask that questionnaire.
    """
    located = read_mapping(mapping_path)
    mapping = located.entry
    sheet = load_sheet(path, mapping)
    with one_at_a_time("import of answers"):
        version = _version(mapping.questionnaire, wave, now)
        questionnaire = questions_of(version, wave)
        check_mapping(located, questionnaire)
        read = read_answers(str(path), sheet, mapping, questionnaire, now.date())
        if len(read.lines) > MOST_BODIES:
            raise BarometreError(f"{path} has answers of over {MOST_BODIES} collectivités; give it in several files")
        counts = {"added": 0, "corrected": 0, "unchanged": 0}
        written_here = []
        for line in read.lines:
            became = _keep(line, wave, version, now)
            if became:
                counts[became] += 1
            else:
                why = f"{line.body.name} answered here itself: its own answers stand"
                written_here.append(LineNote(line.row, "", why))
        if wave:  # Who answered elsewhere is of the wave, as who comes by itself.
            invited = [Invited(wave_id=wave, siren=line.body.siren) for line in read.lines]
            Invited.objects.bulk_create(invited, ignore_conflicts=True)
        transaction.set_rollback(dry_run)
    return AnswersImported(**counts, read=read, written_here=written_here)


def _version(questionnaire: str, wave: str, now: datetime) -> Version:
    """Return the version that is answered: that of the wave, else the one of today.

    Raises:
        BarometreError: the wave or the questionnaire is unknown, or the wave does not ask it.
    """
    if not wave:
        known = load_catalogue().questionnaires
        if questionnaire not in known:
            raise BarometreError(f"Unknown questionnaire {questionnaire!r}; {suggestion(questionnaire, list(known))}")
        return freeze(known[questionnaire], now)
    version = waves.find(wave).versions.filter(questionnaire=questionnaire).first()
    if version is None:
        raise BarometreError(f"Wave {wave} does not ask the questionnaire {questionnaire}; correct the mapping")
    return version


def _keep(line: AcceptedLine, wave: str, version: Version, now: datetime) -> str:
    """Keep and send the answers of one line; return what became of it, empty when the collectivité wrote here itself.

    What was answered elsewhere bears its day the first time; a correction bears that of its import.
    """
    response = find(line.body.siren, wave, version.questionnaire)
    if response and Answer.objects.filter(response=response, link__isnull=False).exists():
        return ""
    kept = values(response) if response else {}
    at = (
        now if response or line.day is None else now.replace(year=line.day.year, month=line.day.month, day=line.day.day)
    )
    changes = {name: _change(kept, name, value) for name, value in line.values.items() if kept.get(name) != value}
    response = save(line.body.siren, wave, version, changes, Writer(), at)
    if response is None:
        return "unchanged"
    sending, new = send(response, line.body.about, None, at)
    return "unchanged" if not new else "added" if sending.number == 1 else "corrected"


def _change(kept: dict[str, Value | None], name: str, value: Value | None) -> AnswerEdit:
    return AnswerEdit(value, how=How.CORRECTED if kept.get(name) is not None else How.GIVEN)
