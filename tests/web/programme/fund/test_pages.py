import pytest

QUIMPER, BREST_METROPOLE, FINISTERE, BRETAGNE = "212902324", "242900314", "222900011", "233500016"
PAGES = [
    "/programme/fonds/",
    "/programme/fonds/?par=departement",
    "/programme/fonds/totaux/",
    "/programme/fonds/sans-aide/",
    "/programme/fonds/sans-aide/?par=region",
    "/programme/fonds/regions/53/",
    "/programme/fonds/departements/29/",
]


@pytest.fixture
def finistere(awards_file, take_in):
    """Four awards of 36 000,50 €, all in Bretagne, two of one project."""
    return take_in(
        awards_file(
            ("guichet", "P1", QUIMPER, "10000,50"),
            ("guichet", "P1", BREST_METROPOLE, "20000"),
            ("guichet", "P2", FINISTERE, "1000"),
            ("guichet", "P3", BRETAGNE, "5000"),
        )
    )


def test_before_any_award_the_page_says_what_was_published(read):
    text = read("/programme/fonds/")
    assert "90 millions d’euros annoncés, plus de 3 200 collectivités, plus de 5 000 projets" in text
    assert "Aucune liste de bénéficiaires n’est enregistrée ici" in text
    assert "88 millions d’euros prévus" in text
    assert "30 millions d’euros prévus. Pilote : Agence nationale de la cohésion des territoires (ANCT)." in text
    assert "Le fonds était annoncé à 88 millions d’euros et le bilan en donne 90." in text
    assert "À savoir." in text
    assert "le montant et la date de la décision" in text and "decided_on" not in text
    assert "Données de démonstration" not in text


@pytest.mark.parametrize("address", PAGES[3:])
def test_before_any_award_nothing_is_said_of_anybody(read, address):
    assert "On ne le sait pas encore : aucune liste d’aides n’est enregistrée ici." in read(address)


def test_published_totals_have_their_file(table):
    frame, name = table("/programme/fonds/donnees.csv")
    assert "fonds-totaux-annonces.csv" in name
    row = frame.filter(identifiant="fonds-2023-01-montant")
    assert (row["annonce"].item(), row["arrete_au"].item()) == (90_000_000, "2023-01-18")


def test_the_answer_comes_first(read, finistere):
    text = read("/programme/fonds/")
    assert "36 001 euros attribués à 4 collectivités pour 3 projets" in text
    assert "Source : awards.csv, importé le" in text
    assert "Collectivités, 18 janvier 2023" in text
    assert "plus de 3 200 collectivités annoncées, 4 collectivités ici" in text
    assert "34 874 sur 34 875 sans aide" in text
    assert "Données de démonstration" not in text


def test_page_and_file_have_the_same_amounts_by_region(read, table, finistere):
    frame, name = table("/programme/fonds/donnees.csv?par=region")
    assert frame["montant"].sum() == 36_000.5
    row = frame.filter(nom="Bretagne").row(0, named=True)
    assert (row["code"], row["part"], row["projets"], row["collectivites"]) == (53, 100, 3, 4)
    assert "barometre-fonds-par-region.csv" in name
    assert set(frame["nature"]) == {"aides importées"}
    assert "Bretagne36 0010,0134" in read("/programme/fonds/")


def test_every_split_has_the_whole_amount(table, finistere):
    for par in ("axe", "annee", "region", "departement", "strate", "genre", "categorie", "pilote"):
        assert (par, table(f"/programme/fonds/donnees.csv?par={par}")[0]["montant"].sum()) == (par, 36_000.5)


def test_what_is_not_there_is_said(read, finistere):
    for address in ("?par=couleur", "?page=0", "?page=99", "?page=x", "regions/99/", "departements/2/"):
        read(f"/programme/fonds/{address}", status=404)


def test_departements_come_by_pages(read, finistere):
    assert "Page 2 sur 6" in read("/programme/fonds/?par=departement&page=2")


def test_totals_are_reconciled(read, table, finistere):
    text = read("/programme/fonds/totaux/")
    assert "totaux annoncés se retrouvent dans les aides enregistrées ici" in text
    row = table("/programme/fonds/totaux/donnees.csv")[0].filter(identifiant="fonds-2023-01-montant").row(0, named=True)
    assert (row["calcule"], row["ecart"]) == (36_000.5, 36_000.5 - 90_000_000)
    assert row["explication"].replace("\xa0", " ").startswith("Il manque 89")


def test_a_departement_lists_its_beneficiaries_by_name(client, read, finistere):
    text = read("/programme/fonds/departements/29/")
    assert "31 001 euros attribués à 3 collectivités pour 2 projets" in text
    listed = text[text.index("3 aides, par ordre alphabétique") :]
    places = [listed.index(name) for name in ("Brest Métropole", "Département du Finistère", "Quimper")]
    assert places == sorted(places)
    html = client.get("/programme/fonds/departements/29/").content.decode()
    for address in ("/communes/29232/", f"/epci/{BREST_METROPOLE}/", f"/collectivites/{FINISTERE}/"):
        assert f'<th scope="row"><a href="{address}">' in html


def test_a_region_has_what_its_departements_have_and_its_own(read, table, finistere):
    assert "36 001 euros attribués à 4 collectivités" in read("/programme/fonds/regions/53/")
    frame, name = table("/programme/fonds/regions/53/donnees.csv")
    assert (frame.height, frame["montant"].sum()) == (4, 36_000.5)
    assert "fonds-region-53" in name


def test_a_territory_without_award_says_so(read, finistere):
    text = read("/programme/fonds/departements/48/")
    assert "Aucune aide enregistrée ici ne nomme une collectivité de ce territoire." in text
    assert "152 sur 152 sans aide" in text


def test_new_awards_show_at_once(read, finistere, awards_file, take_in):
    assert "36 001 euros" in read("/programme/fonds/")
    take_in(awards_file(("autre", "P9", QUIMPER, "63999.50"), name="autre.csv"))
    assert "100 000 euros attribués à 4 collectivités pour 4 projets" in read("/programme/fonds/")
    assert "95 000 euros attribués" in read("/programme/fonds/departements/29/")


def test_a_demonstration_is_said_everywhere_and_in_the_name_of_its_files(client, read, table, demo):
    """In one test: it takes longer to import than all its pages to be made."""
    for address in PAGES:
        text = read(address)
        assert "Données de démonstration : les aides de ce site sont inventées" in text, address
        assert ("(démonstration)" in text) is (address != "/programme/fonds/totaux/")  # those totals are real
        assert "<title>Démonstration" in client.get(address).content.decode(), address
    for address in ("", "totaux/", "sans-aide/", "regions/53/", "departements/29/"):
        assert 'filename="barometre-demonstration-' in table(f"/programme/fonds/{address}donnees.csv")[1], address


def test_a_demonstration_is_reconciled_with_nothing(read, table, demo):
    assert "calcule" not in table("/programme/fonds/totaux/donnees.csv")[0].columns
    assert "inventées : on ne les rapproche d’aucun total réel" in read("/programme/fonds/totaux/")


@pytest.fixture
def shared_project(awards_file, take_in):
    """A project whose amount Brest Métropole receives, for two members; another of Quimper alone, without an amount."""
    return take_in(
        awards_file(
            ("guichet", "P1", BREST_METROPOLE, "20000"),
            ("guichet", "P1", QUIMPER, "0"),
            ("guichet", "P1", FINISTERE, "0"),
            ("guichet", "P2", QUIMPER, "0"),
        )
    )


def test_members_without_an_amount_of_their_own_are_counted_and_listed(read, table, shared_project):
    assert "20 000 euros attribués à 3 collectivités pour 2 projets" in read("/programme/fonds/")
    text = read("/programme/fonds/departements/29/")
    assert "1 aide et 3 bénéficiaires sans montant propre, par ordre alphabétique" in text
    assert "Projet P1 (porté par Brest Métropole)" in text
    assert "Projet P2 (sans montant propre)" in text
    frame, _ = table("/programme/fonds/departements/29/donnees.csv")
    assert frame["montant"].to_list().count(None) == 3


def test_the_sheet_of_a_member_names_who_bears_its_project(shared_project, published):
    from barometre.web.editions import queries
    from barometre.web.programme.sheet import programme_of

    found = programme_of(queries.universe(published).get(siren=QUIMPER))
    assert (found["own"], found["members"]) == (0, 2)
    shown = {award.project.ref: words for award, *words in found["awards"]}
    assert shown == {"P1": ["sans montant propre", "Brest Métropole"], "P2": ["sans montant propre", None]}


def test_the_page_of_a_member_says_so_in_words(client, shared_project):
    text = client.get("/communes/29232/").content.decode()
    assert "2\xa0projets du fonds servent cette collectivité sans montant propre." in text.replace("\u202f", "\xa0")
    assert "bénéficiaire d’un projet porté par Brest Métropole" in text
