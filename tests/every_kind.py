"""A small questionnaire with every kind of question, made by hand."""

from barometre.catalogue.questionnaires import Questionnaire


def question(name, kind, options="", **more):
    codes = [{"code": code, "label": LABELS.get(code, code.capitalize())} for code in options.split()]
    about = {"text": f"Question {name} ?", "help": "Ce qui compte.", "why": "Pour savoir."}
    return {"id": name, "kind": kind, "options": codes, **about, **more}


LABELS = {"nsp": "Je ne sais pas", "non-concerne": "Non concerné", "aucun": "Aucun de ceux-là"}
ROWS = [{"code": "etat-civil", "label": "État civil"}, {"code": "urbanisme", "label": "Urbanisme"}]
QUESTIONS = [
    question("k-oui", "yes-no", "oui non nsp non-concerne"),
    question("k-un", "one-of", "jour semaine jamais nsp"),
    question("k-plusieurs", "several-of", "messagerie agenda autre aucun nsp", only_if="k-oui == oui"),
    question("k-autre", "text", maximum=80, optional=True, only_if="k-oui == oui and k-plusieurs includes autre"),
    question("k-echelle", "scale", "1 2 3 4 nsp"),
    question("k-nombre", "number", unit="agents", minimum=0, maximum=100000, unknown=True),
    question("k-date", "date", since="2020-01-01", unknown=True),
    question("k-mois", "date", precision="month", only_if="k-nombre >= 2"),
    question("k-table", "table", "oui non nsp", rows=ROWS),
    question("k-ville", "yes-no", "oui non nsp", concerns="commune"),
]
EVERY_KIND = {
    "id": "essai",
    "version": 1,
    "title": "Essai de chaque sorte",
    "theme": "cybersecurite",
    "summary": "Une question de chaque sorte.",
    "questions": QUESTIONS,
}


def every_kind(version=1, questions=QUESTIONS):
    return Questionnaire.model_validate(EVERY_KIND | {"version": version, "questions": questions})
