"""A questionnaire with every kind of question, and a wave that puts it to people."""

from datetime import timedelta

from barometre.catalogue.questionnaires import Questionnaire

YES_NO = [{"code": "oui", "label": "Oui"}, {"code": "non", "label": "Non"}, {"code": "nsp", "label": "Je ne sais pas"}]


def _question(name, kind, text, **more):
    return {"id": name, "kind": kind, "text": text, "help": "Un exemple.", "why": "Pour savoir.", **more}


def _options(*codes):
    return [{"code": code, "label": f"Choix {code}"} for code in codes]


KINDS = Questionnaire.model_validate(
    {
        "id": "repondre",
        "version": 1,
        "title": "Questionnaire d’essai",
        "theme": "inclusion",
        "summary": "Pour les tests.",
        "questions": [
            _question(
                "site",
                "yes-no",
                "Est-ce que votre collectivité a un site ?",
                options=YES_NO,
                core=True,
                known=[{"fact": "site.declared", "use": "compare", "same": {"yes": ["oui"], "no": ["non"]}}],
            ),
            _question("outils", "several-of", "Quels outils ?", options=_options("a", "b", "c", "aucun"), drawn=True),
            _question("avis", "scale", "Votre avis ?", options=_options("bien", "moyen", "mal"), core=True),
            _question("heures", "number", "Combien d’heures ?", unit="heures", minimum=0, maximum=70, unknown=True),
            _question("detail", "text", "Lequel ?", maximum=40, only_if="site == oui"),
            _question("depuis", "date", "Depuis quand ?", precision="month", since="2000-01", only_if="site == oui"),
            _question(
                "courriel",
                "yes-no",
                "Avez-vous une adresse de courriel ?",
                options=[*YES_NO, {"code": "non-concerne", "label": "Nous n’écrivons pas"}],
                known=[{"fact": "mail.declared", "use": "prefill", "same": {"yes": ["oui"], "no": ["non"]}}],
                obligations=["rgpd-registre"],
            ),
            _question(
                "logiciels",
                "table",
                "Où sont vos logiciels ?",
                options=_options("ligne", "poste"),
                rows=[{"code": "paie", "label": "Paie"}, {"code": "etat-civil", "label": "État civil"}],
            ),
            _question("region", "yes-no", "Pour les régions ?", options=YES_NO, concerns="region"),
        ],
    }
)
RECORD = Questionnaire.model_validate(
    {
        "id": "qui-repond",
        "version": 1,
        "title": "Fiche de réponse",
        "summary": "Qui répond.",
        "questions": [_question("qualite", "one-of", "Vous répondez en tant que :", options=_options("agent", "elu"))],
    }
)


def make_wave(name, now, last=None, questionnaires=(KINDS, RECORD)):
    """A wave that is open, until a last day."""
    from barometre.web.editions.models import Edition
    from barometre.web.survey.models import Wave
    from barometre.web.survey.versions import freeze

    today = now.date()
    wave = Wave.objects.create(
        id=name,
        title="Vague d’essai",
        opens_on=today - timedelta(days=5),
        closes_on=last or today + timedelta(days=30),
        base_edition=Edition.objects.get(current=True).date,
        opened_at=now - timedelta(days=5),
    )
    wave.versions.set(freeze(one, now) for one in questionnaires)
    return wave
