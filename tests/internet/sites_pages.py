"""What pages and headers say: protections, cookies, accessibility, legal pages, services, security.txt."""

from datetime import UTC, datetime, timedelta

from internet.actions import error, page
from internet.sites import town

YES, NO = ["seen", 1], ["seen", 0]
TEXT = ("Content-Type", "text/plain; charset=utf-8")


def page_sites():
    """Tables of headers, of home pages, of files."""
    yield from header_sites()
    yield from home_sites()
    yield from document_sites()
    yield from file_sites()


def html(body: str, head: str = "<title>Mairie de Test</title>", attributes: str = ' lang="fr"') -> str:
    """A home page."""
    return f'<!doctype html>\n<html{attributes}><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


HOME = html("<h1>Mairie</h1><p>Bienvenue")


def header_sites():
    """Table of the headers of the home page."""
    for name, headers, facts in [
        ("aucun", [], {"site.hsts": NO, "site.csp": NO, "site.frame-protection": NO, "site.nosniff": NO}),
        ("hsts", [("Strict-Transport-Security", "max-age=31536000; includeSubDomains")], {"site.hsts": YES}),
        ("hsts-nul", [("Strict-Transport-Security", "max-age=0")], {"site.hsts": NO}),
        ("hsts-fautif", [("Strict-Transport-Security", "31536000")], {"site.hsts": NO}),
        (
            "csp",
            [("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")],
            {"site.csp": YES, "site.frame-protection": YES},
        ),
        ("csp-pour-voir", [("Content-Security-Policy-Report-Only", "default-src 'self'")], {"site.csp": NO}),
        ("cadre", [("X-Frame-Options", "SAMEORIGIN")], {"site.frame-protection": YES}),
        ("cadre-fautif", [("X-Frame-Options", "ALLOWALL")], {"site.frame-protection": NO}),
        ("referent", [("Referrer-Policy", "strict-origin-when-cross-origin")], {"site.referrer-policy": YES}),
        ("referent-tout", [("Referrer-Policy", "unsafe-url")], {"site.referrer-policy": NO}),
        ("nosniff", [("X-Content-Type-Options", "nosniff")], {"site.nosniff": YES}),
        ("version", [("Server", "Apache/2.4.41 (Ubuntu)"), ("X-Powered-By", "PHP/7.4.3")], {"site.version-hidden": NO}),
        ("serveur-seul", [("Server", "nginx")], {"site.version-hidden": YES}),
        ("cookie-nu", [("Set-Cookie", "session=1")], {"site.cookies": YES, "site.cookies-protected": NO}),
        (
            "cookie-bien",
            [("Set-Cookie", "session=1; Secure; HttpOnly; SameSite=Lax; Path=/")],
            {"site.cookies": YES, "site.cookies-protected": YES},
        ),
        (
            "deux-cookies",
            [("Set-Cookie", "a=1; Secure; HttpOnly; SameSite=Lax"), ("Set-Cookie", "b=2")],
            {"site.cookies": ["seen", 2], "site.cookies-protected": NO},
        ),
    ]:
        yield town(f"entete-{name}", f"en-têtes : {name}", home=page(HOME, *headers), facts=facts)


def home_sites():
    """Table of home pages."""
    mention = "<footer><a href='/accessibilite'>Accessibilité : {}</a></footer>"
    for name, body, facts in [
        *[
            (
                f"accessibilite-{state.replace(' ', '-')}",
                mention.format(state),
                {"accessibilite.mention": YES, "accessibilite.etat": ["seen", state]},
            )
            for state in ("totalement conforme", "partiellement conforme", "non conforme")
        ],
        ("accessibilite-absente", "<p>Bienvenue</p>", {"accessibilite.mention": NO}),
        ("mentions", "<a href='/mentions-legales'>Mentions légales</a>", {"site.mentions-legales": YES}),
        ("confidentialite", "<a href='/vie-privee'>Politique de confidentialité</a>", {"site.confidentialite": YES}),
        ("contact", "<a href='/contact'>Contact</a>", {"site.contact": YES}),
        (
            "franceconnect",
            "<a href='https://app.franceconnect.gouv.fr/api/v2/authorize'>S’identifier avec FranceConnect</a>",
            {"services.franceconnect-vu": YES},
        ),
        (
            "avis",
            "<a href='https://jedonnemonavis.numerique.gouv.fr/Demarches/1?button=2'>Votre avis</a>",
            {"services.avis-vu": YES, "services.suivi-vu": NO, "services.participation-vue": NO},
        ),
        (
            "participation",
            "<a href='https://jeparticipe.un-autre-domaine.fr/'>Le parc</a><a href='/suivi'>Suivre ma demande</a>",
            {"services.participation-vue": YES, "services.suivi-vu": YES, "services.avis-vu": NO},
        ),
        ("anglais", "<a href='/en/' hreflang='en'>English</a>", {"site.autres-langues": YES}),
        (
            "traduite-par-une-machine",
            "<a href='/contact'>Contact</a><script src='https://translate.google.com/translate_a/element.js'></script>",
            {"site.autres-langues": NO},
        ),
        (
            "contenu-mixte",
            "<img src='http://www.un-autre-domaine.fr/a.png' alt=''><script "
            "src='http://www.un-autre-domaine.fr/a.js'></script>",
            {"site.no-mixed-content": NO},
        ),
    ]:
        pages = {"/accessibilite": STATEMENT, "/mentions-legales": LEGAL, "/vie-privee": LEGAL, "/contact": LEGAL}
        yield town(f"page-{name}", f"page d’accueil : {name}", home=page(html(body)), pages=pages, facts=facts)
    yield town(
        "page-sans-langue", "page sans langue", home=page(html("<p>Bonjour", attributes="")), facts={"site.lang": NO}
    )
    yield town("page-sans-titre", "page sans titre", home=page(html("<p>Bonjour", head="")), facts={"site.title": NO})
    latin = html("<p>Bienvenue à l’été").replace("utf-8", "iso-8859-15").replace("’", "'").encode("iso-8859-15")
    yield town(
        "page-latin",
        "page en ISO 8859-15",
        home=page(latin, ("Content-Type", "text/html")),
        facts={"site.lang": YES, "site.title": YES},
    )


STATEMENT = page(
    html(
        "<h1>Déclaration d’accessibilité</h1><p>La commune de Test s’engage à rendre son site accessible, conformément "
        "à l’article 47 de la loi n° 2005-102 du 11 février 2005.</p><h2>État de conformité</h2><p>Le site est "
        "partiellement conforme avec le référentiel général d’amélioration de l’accessibilité (RGAA), version 4.</p>"
        "<h2>Résultats des tests</h2><p>L’audit révèle que 72 % des critères du RGAA sont respectés.</p>"
        "<h2>Établissement de cette déclaration</h2><p>Cette déclaration a été établie le 12 mars 2026.</p>"
    )
)
LEGAL = page(html("<h1>Mentions légales</h1><p>Directeur de la publication : le maire. Hébergeur : Test."))


def document_sites():
    """Documents that a site must show, where they stand; and a statement with what goes with it."""
    year = datetime.now(UTC).year
    home = page(
        html(
            "<nav><a href='/conseil'>Procès-verbaux du conseil municipal</a><a href='/budget'>Budget</a>"
            "<a href='/documents'>Accès aux documents administratifs</a></nav>"
            "<footer><a href='/accessibilite'>Accessibilité : partiellement conforme</a></footer>"
        )
    )
    documents = {
        "/conseil": f"<a href='/pv.pdf'>Procès-verbal de la séance du 5 janvier {year}</a>",
        "/budget": f"<a href='/note.pdf'>Note de présentation du budget {year}</a><a href='/cfu.pdf'>Note de "
        f"présentation du compte financier unique {year - 1}</a>",
        "/documents": "<h1>Répertoire des informations publiques</h1><p>Personne responsable de l’accès aux documents "
        "administratifs : prada@exemple.fr</p>",
        "/accessibilite": f"<a href='/schema.pdf'>Schéma pluriannuel {year}-{year + 2}</a><a href='/plan.pdf'>Plan "
        f"d’actions {year}</a><h2>Retour d’information et contact</h2><p>Écrivez à mairie@exemple.fr</p>",
    }
    facts = (
        *("actes.proces-verbal", "finances.note-budget", "finances.note-comptes"),
        *("documents.responsable", "documents.repertoire"),
        *("accessibilite.schema", "accessibilite.plan", "accessibilite.contact"),
    )
    for name, said, truth in (("oui", documents, YES), ("non", dict.fromkeys(documents, "<p>Bientôt</p>"), NO)):
        pages = {path: page(html(f"<h1>Mairie</h1>{body}")) for path, body in said.items()}
        statement = STATEMENT.body.decode().replace("</body>", said["/accessibilite"] + "</body>")
        pages["/accessibilite"] = page(statement)
        yield town(
            f"documents-{name}",
            f"documents en ligne : {name}",
            home=home,
            pages=pages,
            facts=dict.fromkeys(facts, truth),
        )


def file_sites():
    """security.txt (RFC 9116) and robots.txt (RFC 9309)."""
    path, soon, past = "/.well-known/security.txt", _day(200), _day(-10)
    contact = "Contact: mailto:securite@exemple.fr\n"
    for name, text, fact in [
        ("bien", f"{contact}Expires: {soon}\nPreferred-Languages: fr\n", YES),
        ("perime", f"{contact}Expires: {past}\n", NO),
        ("sans-contact", f"Expires: {soon}\n", NO),
        ("sans-date", contact, NO),
    ]:
        yield town(
            f"security-txt-{name}",
            f"security.txt : {name}",
            pages={path: page(text, TEXT)},
            facts={"site.security-txt": fact},
        )
    yield town("security-txt-absent", "security.txt : absent", facts={"site.security-txt": NO})
    yield town(
        "security-txt-html",
        "security.txt : la page d’accueil en 200",
        pages={path: page(HOME)},
        facts={"site.security-txt": NO},
    )
    for name, robots in [
        ("tout", page("User-agent: *\nDisallow: /\n", TEXT)),
        ("rien", page("User-agent: *\nDisallow:\n", TEXT)),
        ("500", error(500)),
        ("html", page(HOME)),
    ]:
        forbidden = name in ("tout", "500")
        facts = {} if forbidden else {"accessibilite.declaration": YES}
        home = page(html("<footer><a href='/accessibilite'>Accessibilité : partiellement conforme</a></footer>"))
        yield town(
            f"robots-{name}",
            f"robots.txt : {name}",
            home=home,
            facts=facts,
            pages={"/robots.txt": robots, "/accessibilite": STATEMENT},
        )


def _day(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
