"""Rows made by hand in the form of the official files of services, and what tests do with them."""

from dataclasses import replace
from datetime import date

import polars as pl

from barometre.sources.intake import prepare
from barometre.sources.registry import REGISTERS
from barometre.territory import reference

DAY = date(2026, 5, 4)

SAMPLES = {
    "mediation": """\
id,pivot,nom,commune,code_postal,code_insee,courriels,dispositif_programmes_nationaux,modalites_acces,date_maj
a-1,21290232400017,Médiathèque,Quimper,29000,29232,x@exemple.fr,Relais|Conseillers numériques,Se présenter,2026-03-01
a-2,00000000000000,"Association, centre",Lyon 3e Arrondissement,69003,69383,,,Téléphoner|Se présenter,2026-02-01
a-3,00000000000000,Sans code,Rennes,35000,,,France Services,,2026-02-01
a-4,00000000000000,Bureau fermé,Brest,29200,29019,,Conseillers numériques,Ce lieu n'accueille pas de public,2026-02-01
a-5,00000000000000,Code d’un autre,Lannion,22300,29232,,,,2026-02-01
a-6,00000000000000,Hors du champ,Saint-Martin,97150,97801,,,,2026-02-01
""",
    "france-services": """\
"id_fs";"insee_dep";"lib_fs";"insee_com";"lib_com";"mail";"telephone";"commentaire";"format_fs"
"1";"29";"France services de Quimper";"29232";"Quimper";"x@exemple.fr";"02 00 00 00 00";"";"Fixe"
"2";"29";"Bus";"29232";"Quimper";"";"";"";"Bus_équivalent"
"3";"75";"France services";"75119";"Paris 19e Arrondissement";"";"";"";"Fixe"
"4";"67";"France services de Villé";"67507";"Villé";"";"";"";"Fixe"
"5";"93";"France services";"93059";"Pierrefitte-sur-Seine";"";"";"";"Fixe"
"6";"978";"France services";"97801";"Saint-Martin";"";"";"";"Fixe"
""",
    "aidants-connect": """\
ID,Is Active,City Insee Code,Zip Code,City,siret,France Services Label,Nombre d'aidants,Name
1,true,29232,29000,Quimper,21290232400017.0,false,3,Mairie
2,true,29232,29000,Quimper,26290232500013,false,4,CCAS de Quimper
3,false,35238,35000,Rennes,21350238800019,false,5,Ville de Rennes
4,true,22278,22000,Saint-Brieuc,21220278300013,true,0,Mairie
5,true,29232,29000,Quimper,20006812000014,false,2,Quimper Bretagne Occidentale
6,true,29019,29200,Brest,0.0,false,2,Inconnu
7,true,29019,29200,Brest,2129001950001,false,2,Zéro perdu
""",
    "conseillers-numeriques": """\
Raison sociale;Commune INSEE;Nombre de conseillers validés par le COSELEC;Type;SIRET
COMMUNE DE QUIMPER;Quimper;2;publique;21290232400017
SYNDICAT;Brest;4;publique;25290000000019
DEPARTEMENT DU FINISTERE;Quimper;3;publique;22290001100016
COMMUNE DE RENNES;Rennes;0;publique;21350238800019
""",
    "suite-usages": """\
type;siret;insee;population;service;active
commune;21290232400017;29232;63000;2;1
commune;21290232400017;29232;63000;3;0
commune;21350238800019;35238;220000;2;0
departement;22290001100016;29232;915000;2;1
epci;20006812000014;;100000;49;1
""",
    "suite-services": """\
operateur_id;service_id;organisation_siret;organisation_type;organisation_nom;organisation_code_insee;date_creation
9f5624fc-ef99-4d10-ae3f-403a81eb16ef;2;21290232400017;commune;Quimper;29232;2026-01-05
f33e9b4b-213f-4db9-8b39-ab17558f2931;3;21350238800019;commune;Rennes;35238;2026-01-05
eea5957e-c63c-44e9-acfa-b07081c7320a;2;;commune;Sans numéro;;2026-01-05
""",
    "suite-operateurs": """\
operateur_id;organisation_siret;organisation_type;organisation_nom;organisation_code_insee;role
eea5957e-c63c-44e9-acfa-b07081c7320a;21290232400017;commune;Quimper;29232;admin
9f5624fc-ef99-4d10-ae3f-403a81eb16ef;21350238800019;commune;Rennes;35238;admin
f33e9b4b-213f-4db9-8b39-ab17558f2931;21290019500013;commune;Brest;29019;admin
""",
}


def register(source):
    """The register, content with a few rows, some of them odd."""
    columns = tuple(replace(column, filled=0.0) for column in REGISTERS[source].columns)
    return replace(REGISTERS[source], minimum_rows=1, columns=columns)


def written(folder, content, name="file.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def taken(source, folder, content=None):
    """What came of a file, its facts, and the rows that are nobody's."""
    return prepare(register(source), written(folder, content or SAMPLES[source]), DAY)


def siren(code, kind="commune"):
    return reference.collectivites().row(by_predicate=(pl.col("code") == code) & (pl.col("kind") == kind), named=True)[
        "siren"
    ]


def epci_of(code):
    return reference.collectivites().row(by_predicate=(pl.col("siren") == siren(code)), named=True)["epci"]


def told(facts, fact):
    """SIREN -> what is said of it."""
    rows = facts.filter(fact=fact).select("siren", pl.coalesce("text", pl.col("number").cast(pl.String)))
    return dict(rows.iter_rows())
