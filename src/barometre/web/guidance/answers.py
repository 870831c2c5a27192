"""What the address of « Numérique responsable » holds: answers, the part opened, and the assumptions of the estimate.

Nothing is stored: the address, kept as a bookmark or printed, is the whole of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.http import HttpRequest
from django.utils.http import urlencode

from barometre.catalogue.paths import Paths
from barometre.guidance.assessment import CriterionAnswer, decode, encode
from barometre.web.shared.requests import ParameterError

# Theme shown when the address opens none: the criteria asked first.
FIRST = "premiers"
VIEWS = 1000
# Parameter -> largest value.
_BOUNDS = {"vues": 1_000_000_000, "elements": 100_000, "fichiers": 10_000, "poids": 1_000_000}
# Beginnings of the parameters that the two forms send: `c1.1`, `dobjectifs`.
_CRITERION, _PART = re.compile(r"c([1-9]\.\d{1,2})"), re.compile(r"d([a-z-]+)")


@dataclass(frozen=True)
class AssessmentAddress:
    """An address, read.

    Attributes:
        criteria: answer to each criterion.
        parts: answer to each part of the strategy: met, missed, or none.
        opened: theme whose questions are shown.
        numbers: the assumptions given: `vues`, `elements`, `fichiers`, `poids`.
        sent: whether it comes from a form, and is to be made compact.
    """

    criteria: dict[str, CriterionAnswer] = field(default_factory=dict)
    parts: dict[str, CriterionAnswer] = field(default_factory=dict)
    opened: str = FIRST
    numbers: dict[str, int] = field(default_factory=dict)
    sent: bool = False

    @property
    def views(self) -> int:
        """Page views of the estimate."""
        return self.numbers.get("vues", VIEWS)

    def opening(self, theme: str) -> "AssessmentAddress":
        """Return the same with another theme opened."""
        return replace(self, opened=theme)


def read(request: HttpRequest, paths: Paths) -> AssessmentAddress:
    """Read an address.

    Raises:
        ParameterError: a parameter has a value that means nothing.
    """
    given = request.GET
    opened = given.get("theme", FIRST)
    if opened != FIRST and opened not in [theme.id for theme in paths.rgesn_themes]:
        raise ParameterError("Ce thème n’existe pas.")
    sent = {name: value for name, value in given.items() if _CRITERION.fullmatch(name) or _PART.fullmatch(name)}
    try:
        criteria = decode(given.get("r", ""), paths.rgesn)
        parts = _decode_parts(given.get("s", ""), [part.id for part in paths.reen])
        for name, value in sent.items():
            if found := _CRITERION.fullmatch(name):
                criteria[found[1]] = CriterionAnswer(value)
            elif found := _PART.fullmatch(name):
                parts[found[1]] = CriterionAnswer(value)
        # What does not apply to all, or is no criterion, is refused here too.
        decode(encode(criteria, paths.rgesn), paths.rgesn)
    except ValueError:
        raise ParameterError("Les réponses de cette adresse ne se lisent pas. Reprenez le questionnaire.") from None
    return AssessmentAddress(criteria, parts, opened, _numbers(request), bool(sent))


def query(asked: AssessmentAddress, paths: Paths) -> str:
    """Return the end of the address, as short as can be; « ? » when it holds nothing."""
    parts = "".join(asked.parts.get(part.id, CriterionAnswer.NONE) for part in paths.reen).rstrip(CriterionAnswer.NONE)
    held = {
        "r": encode(asked.criteria, paths.rgesn),
        "s": parts,
        "theme": "" if asked.opened == FIRST else asked.opened,
    }
    return f"?{urlencode({name: value for name, value in (held | asked.numbers).items() if value})}"


def _decode_parts(text: str, names: Sequence[str]) -> dict[str, CriterionAnswer]:
    if len(text) > len(names):
        raise ValueError("more answers than parts")
    return {name: CriterionAnswer(letter) for name, letter in zip(names, text, strict=False)}


def _numbers(request: HttpRequest) -> dict[str, int]:
    found = {}
    for name, most in _BOUNDS.items():
        text = re.sub(r"[\s\u00a0\u202f]", "", request.GET.get(name, ""))
        if not text:
            continue
        if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > most:
            raise ParameterError(f"« {name} » se donne en chiffres, jusqu’à {most}.")
        found[name] = int(text)
    return found
