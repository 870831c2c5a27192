"""Rules of axe-core (levels A and AA of WCAG 2.0 and 2.1) said in French, for the person who must mend the page.

List: github.com/dequelabs/axe-core, doc/rule-descriptions.md. A rule that is not here is shown by its name.
"""

RULES = {
    "area-alt": "zones d’image cliquables sans texte",
    "aria-allowed-attr": "attributs ARIA non permis",
    "aria-command-name": "commandes sans nom",
    "aria-hidden-body": "page entière cachée aux lecteurs d’écran",
    "aria-hidden-focus": "éléments cachés qui reçoivent pourtant le clavier",
    "aria-input-field-name": "champs de saisie sans nom",
    "aria-prohibited-attr": "attributs ARIA interdits",
    "aria-required-attr": "attributs ARIA manquants",
    "aria-required-children": "rôles ARIA sans le contenu attendu",
    "aria-required-parent": "rôles ARIA hors de leur contenant",
    "aria-roles": "rôles ARIA inexistants",
    "aria-toggle-field-name": "cases à cocher sans nom",
    "aria-tooltip-name": "infobulles sans nom",
    "aria-valid-attr": "attributs ARIA inexistants",
    "aria-valid-attr-value": "attributs ARIA de valeur fausse",
    "autocomplete-valid": "champs dont l’aide à la saisie est mal déclarée",
    "blink": "textes qui clignotent",
    "button-name": "boutons sans texte",
    "bypass": "pas de moyen d’aller droit au contenu",
    "color-contrast": "textes au contraste trop faible",
    "definition-list": "listes de définitions mal formées",
    "document-title": "page sans titre",
    "duplicate-id-aria": "identifiants en double",
    "form-field-multiple-labels": "champs à plusieurs étiquettes",
    "frame-focusable-content": "cadres hors d’atteinte du clavier",
    "frame-title": "cadres (iframe) sans titre",
    "html-has-lang": "langue de la page non déclarée",
    "html-lang-valid": "langue de la page inexistante",
    "image-alt": "images sans texte de remplacement",
    "input-button-name": "boutons de formulaire sans texte",
    "input-image-alt": "boutons-images sans texte",
    "label": "champs de formulaire sans étiquette",
    "link-in-text-block": "liens que seule la couleur distingue du texte",
    "link-name": "liens sans texte",
    "list": "listes mal formées",
    "listitem": "éléments de liste hors d’une liste",
    "marquee": "textes qui défilent",
    "meta-refresh": "page qui se recharge seule",
    "meta-viewport": "agrandissement empêché sur téléphone",
    "nested-interactive": "commandes placées dans d’autres commandes",
    "no-autoplay-audio": "son qui démarre seul",
    "object-alt": "objets sans texte de remplacement",
    "role-img-alt": "images dessinées sans texte de remplacement",
    "scrollable-region-focusable": "zones défilantes hors d’atteinte du clavier",
    "select-name": "listes déroulantes sans étiquette",
    "server-side-image-map": "images à zones traitées par le serveur",
    "summary-name": "rubriques dépliables sans texte",
    "svg-img-alt": "dessins SVG sans texte de remplacement",
    "td-headers-attr": "cellules reliées à de faux en-têtes",
    "th-has-data-cells": "en-têtes de tableau sans cellules",
    "valid-lang": "passages dont la langue déclarée n’existe pas",
    "video-caption": "vidéos sans sous-titres",
}


def said(name: str, elements: int) -> str:
    """A broken rule for a person: what, and on how many elements."""
    return f"{RULES.get(name, name)} ({elements})"
