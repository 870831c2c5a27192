"""A questionnaire of our own with one question of each kind that states something, and its answers."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from barometre.catalogue.questionnaires import Questionnaire
from barometre.survey.answers import sent
from barometre.survey.facts import SentAnswers

PARIS = ZoneInfo("Europe/Paris")
BREST, QUIMPER = "212900195", "212902324"
COMMUNE = {"powers": ["commune"], "population": 3_000}
EVERYDAY = [
    ("jour", "Chaque jour"),
    ("non", "Non"),
    ("non-concerne", "Nous n’avons pas de fichier"),
    ("nsp", "Ne sais pas"),
]
YES_NO = [("oui", "Oui"), ("non", "Non"), ("non-concerne", "Nous n’avons pas d’agent"), ("nsp", "Je ne sais pas")]
WRITTEN = {"text": "Une question ?", "help": "Par exemple ceci.", "why": "Pour savoir."}


def options(pairs):
    return [{"code": code, "label": label} for code, label in pairs]


def question(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, **WRITTEN, **more}


QUESTIONS = [
    question(
        "formes",
        "yes-no",
        options=options(YES_NO),
        gives=[{"fact": "cybersecurite.agents-formes", "values": {"oui": True, "non": False}}],
    ),
    question(
        "sauvegarde",
        "one-of",
        options=options(EVERYDAY),
        gives=[{"fact": "cybersecurite.sauvegarde", "values": {"jour": True, "non": False}}],
    ),
    question(
        "restauration",
        "one-of",
        only_if="sauvegarde == jour",
        options=options([("an", "Depuis moins d’un an"), ("jamais", "Jamais")]),
        gives=[{"fact": "cybersecurite.restauration", "values": {"an": "moins d’un an", "jamais": "jamais"}}],
    ),
    question(
        "logiciels",
        "several-of",
        options=options([("bureau", "Textes"), ("autre", "Autre"), ("aucun", "Aucun"), ("nsp", "Ne sais pas")]),
        gives=[{"fact": "outils.logiciel-libre", "values": {"aucun": False, "autre": False, "bureau": True}}],
    ),
    question(
        "actes",
        "table",
        options=options(
            [("toujours", "Toujours"), ("parfois", "Parfois"), ("papier", "Non"), ("non-concerne", "0"), ("nsp", "?")]
        ),
        rows=options([("budget", "Budget"), ("arretes", "Arrêtés"), ("marches", "Marchés")]),
        gives=[
            {"fact": "actes.transmis", "points": {"toujours": 100, "parfois": 50, "papier": 0}},
            {"fact": "outils.logiciels-en-ligne", "share": ["toujours"], "among": ["parfois", "papier"]},
            {"fact": "services.rendez-vous", "values": {"toujours": "service en ligne"}, "rows": ["marches"]},
        ],
    ),
    question(
        "depense",
        "number",
        unit="euros",
        minimum=0,
        maximum=1_000_000,
        unknown=True,
        gives=[{"fact": "strategie.depense-connue", "known": True}],
    ),
    question(
        "qualite", "number", unit="sur 5", minimum=1, maximum=5,
        gives=[{"fact": "infrastructures.qualite", "number": True}],
    ),
]  # fmt: skip


def questionnaire(questions=QUESTIONS, **more: Any) -> Questionnaire:
    given = {"id": "essai", "version": 1, "title": "Essai", "theme": "cybersecurite", "summary": "Un essai."}
    return Questionnaire.model_validate(given | more | {"questions": questions})


LITTLE = questionnaire()


def told(answers, day: int = 1, siren: str = BREST, wave: str = "", asked: Questionnaire = LITTLE) -> SentAnswers:
    """What a collectivité sent on a day of November 2026."""
    at = datetime(2026, 11, day, 12, tzinfo=PARIS)
    return SentAnswers(siren, asked, at, sent(asked, answers, COMMUNE), wave)
