"""Tables of the effect of the fund: its studies, and the gaps of one study edition by edition."""

from collections.abc import Mapping, Sequence

from barometre.web.programme.effect.words import Study
from barometre.web.shared.tables import Cell, Table, TableColumn, build_table

# Columns of the file only: whether the awards are fictitious, and the day of the study.
_NATURE, _DAY = TableColumn("nature", "Nature des données", "file"), TableColumn("etude", "Étude du", "file")


def _nature(study: Study) -> str:
    return "démonstration : aides inventées" if study.demonstration else "aides importées"


def gaps_table(study: Study, csv: str) -> Table:
    """Build the table of the chart: one row for each edition around the aid."""
    columns = (
        (TableColumn("relatif", "Rang", "file"), lambda row: row[0].relative),
        (TableColumn("edition", "Édition"), lambda row: row[0].when.capitalize()),
        (TableColumn("ecart", "Écart (points)", "decimal"), lambda row: float(row[0].estimate)),
        (TableColumn("bas", "Au moins", "decimal"), lambda row: None if row[0].reference else float(row[0].low)),
        (TableColumn("haut", "Au plus", "decimal"), lambda row: None if row[0].reference else float(row[0].high)),
        (TableColumn("aidees", "Collectivités aidées", "number"), lambda row: row[1]["n"]),
        (_NATURE, lambda _: _nature(study)),
        (_DAY, lambda _: study.made_on),
    )
    rows = zip(study.gaps, study.result["event_study"], strict=True)
    return build_table("Écart entre collectivités aidées et comparables, édition par édition", columns, rows, csv)


def studies_table(studies: Sequence[Study], addresses: Mapping[str, str], csv: str) -> Table:
    """Build the table of the studies, one a row."""
    columns = (
        (TableColumn("indicateur", "Indicateur", "file"), lambda study: study.id),
        (TableColumn("nom", "Indicateur"), lambda study: Cell(study.title, addresses[study.id])),
        (TableColumn("reponse", "Réponse"), lambda study: study.verdict),
        (TableColumn("ecart", "Écart (points)", "decimal"), lambda study: study.result["estimate"]),
        (TableColumn("bas", "Au moins", "decimal"), lambda study: (study.result["interval"] or (None, None))[0]),
        (TableColumn("haut", "Au plus", "decimal"), lambda study: (study.result["interval"] or (None, None))[1]),
        (TableColumn("aidees", "Aidées suivies", "number"), lambda study: study.result["n_treated"]),
        (TableColumn("comparables", "Comparables", "number"), lambda study: study.result["n_control"]),
        (TableColumn("phrase", "Phrase", "file"), lambda study: study.sentence),
        (_NATURE, _nature),
        (_DAY, lambda study: study.made_on),
    )
    return build_table("Études de l’effet des aides, par indicateur", columns, studies, csv)
