"""A wave written in a folder for those who study it: whole or not at all."""

import hashlib
import hmac
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from barometre.catalogue.questionnaires import Questionnaire
from barometre.edition.files import canonical_json
from barometre.errors import BarometreError
from barometre.settings import settings as instance
from barometre.survey.answers import LEAST
from barometre.survey.exports.coarsen import KeyVariables, coarsen
from barometre.survey.exports.codebook import WaveDescription, codebook
from barometre.survey.exports.datapackage import datapackage
from barometre.survey.exports.tables import Exported, Who, enough, identified, pseudonymised
from barometre.survey.facts import SentAnswers
from barometre.tables import harmless_texts, write_parquet
from barometre.territory import reference
from barometre.web.shared.words import concerns_words
from barometre.web.survey import waves
from barometre.web.survey.models import Wave
from barometre.web.survey.told import told
from barometre.web.survey.versions import content_of

_ABOUT = "Dernier envoi de chaque collectivité à chaque questionnaire. "
_NAMED = "Cet export nomme les collectivités et contient leurs textes libres : il est réservé à l’opérateur."
_UNNAMED = (
    f"Aucune collectivité n’est nommée. Type, région et strate sont regroupés jusqu’à {LEAST} répondants au moins par "
    "fichier : strates voisines, puis métropole ou outre-mer, puis lieu non dit, puis famille de types, puis rien. Les "
    "textes libres sont retirés, les dates ramenées au mois, les nombres arrondis à deux chiffres significatifs et les "
    f"plus grands (1 %, {LEAST} au moins) ramenés au plus petit d’entre eux. Une question qui concerne certaines "
    "collectivités d’un même groupe et pas les autres n’a pas ses réponses."
)


@dataclass(frozen=True)
class Written:
    """What was written: questionnaire -> rows; and the questionnaires with too few replies to be given."""

    rows: dict[str, int]
    withheld: list[str]


@dataclass(frozen=True)
class _Replies:
    """The replies to one questionnaire, and the versions that the wave asks or that were answered."""

    versions: Sequence[Questionnaire]
    replies: Sequence[SentAnswers]


def export_wave(wave: str, out: Path, *, named: bool = False, linked: bool = False) -> Written:
    """Write a wave in a new folder: Parquet and CSV of each questionnaire, `codebook.xml`, `datapackage.json`.

    Args:
        wave: its id.
        out: the folder, which must not exist.
        named: name collectivités; for who runs the instance.
        linked: give a collectivité the same pseudonym as in other linked exports of this instance.

    Raises:
        BarometreError: the wave is unknown or nobody answered, the folder exists or cannot be written, or no
            questionnaire has replies enough.
    """
    if out.exists():
        raise BarometreError(f"{out} already exists; give the folder of an export another name")
    known = waves.find(wave)
    gathered = _gathered(known)
    kept = [one for one in gathered if named or enough(one.replies)]
    if not kept:
        raise BarometreError(
            f"No questionnaire of wave {wave} has {LEAST} replies: nothing can be given that names nobody; wait, or "
            "give --identified"
        )
    files = _named(kept) if named else _unnamed(kept, _secret(linked))
    about = _ABOUT + (_NAMED if named else _UNNAMED)
    study = WaveDescription(known.pk, known.title, instance().operator, known.opens_on, known.closes_on, about)
    _write(out, files, study)
    rows = {one.questionnaire.id: one.table.height for one in files}
    return Written(rows, [one.versions[0].id for one in gathered if one not in kept])


def _gathered(wave: Wave) -> list[_Replies]:
    """Return what was sent to each questionnaire of a wave, in its order."""
    asked = [content_of(version) for version in wave.versions.order_by("pk")]
    versions = {(one.id, one.version): one for one in asked}
    replies: dict[str, list[SentAnswers]] = {one.id: [] for one in asked}
    for one in told(wave=wave.pk):
        versions[one.questionnaire.id, one.questionnaire.version] = one.questionnaire
        replies.setdefault(one.questionnaire.id, []).append(one)
    return [_Replies([one for one in versions.values() if one.id == name], sent) for name, sent in replies.items()]


def _named(gathered: Sequence[_Replies]) -> list[Exported]:
    rows = reference.collectivites().select("siren", "code", "name", "departement", "kind", "region", "strate")
    known = {
        siren: Who(code, name, departement or "", KeyVariables(kind, region or "", strate or ""))
        for siren, code, name, departement, kind, region, strate in rows.iter_rows()
    }
    gone = Who("", "", "", KeyVariables())
    who = {reply.siren: known.get(reply.siren, gone) for one in gathered for reply in one.replies}
    return [identified(one.versions, one.replies, who) for one in gathered]


def _unnamed(gathered: Sequence[_Replies], secret: bytes) -> list[Exported]:
    rows = reference.collectivites().select("siren", "kind", "region", "strate")
    known = {siren: KeyVariables(kind, region or "", strate or "") for siren, kind, region, strate in rows.iter_rows()}
    held = [{reply.siren for reply in one.replies} for one in gathered]
    coarse = coarsen({siren: known.get(siren, KeyVariables()) for siren in set().union(*held)}, held)
    return [pseudonymised(one.versions, one.replies, coarse, secret) for one in gathered]


def _secret(linked: bool) -> bytes:
    """Return what pseudonyms are made with: drawn for one export and never written, or that of the instance."""
    if linked:
        return hmac.new(settings.SECRET_KEY.encode(), b"pseudonyms of linked exports", hashlib.sha256).digest()
    return secrets.token_bytes(32)


def _write(out: Path, files: Sequence[Exported], study: WaveDescription) -> None:
    """Write beside, then rename: what was killed, or met a full disk, leaves no folder of that name.

    Raises:
        BarometreError: the folder cannot be written.
    """
    aside = out.absolute().with_name(f".{out.name}.unfinished")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700, parents=True)
        try:
            for file in files:
                name = file.questionnaire.id
                write_parquet(file.table, aside / f"{name}.parquet")
                (aside / f"{name}.csv").write_text(csv_text(file), encoding="utf-8", newline="")
            (aside / "codebook.xml").write_text(codebook(study, files, concerns_words), encoding="utf-8")
            (aside / "datapackage.json").write_text(canonical_json(datapackage(study, files)), encoding="utf-8")
            aside.rename(out)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise BarometreError(f"Cannot write to {out}: {error.strerror}; give a folder you may write to") from None


def csv_text(file: Exported) -> str:
    """Return a CSV as R and pandas read it by default: commas, decimal points; no text in it runs as a formula."""
    return file.table.with_columns(harmless_texts()).write_csv(line_terminator="\r\n")
