"""How drawings look without the style sheet of the site: class -> attributes of SVG. A test compares the two."""

INK, GREY, PAPER, WARNING = "#161616", "#3a3a3a", "#ffffff", "#8d3300"

# Kind of drawing -> what its text and its lines are unless a class says otherwise.
KINDS = {
    "carte": {"font-size": "26", "stroke": "#fff", "stroke-width": "1.8", "stroke-linejoin": "round"},
    "graphique": {"font-size": "14"},
}

STYLES = {
    "c1": {"fill": "#c6dcec"},
    "c2": {"fill": "#98c0dc"},
    "c3": {"fill": "#619cc6"},
    "c4": {"fill": "#2f74ae"},
    "c5": {"fill": "#123e73"},
    "c0": {"stroke": "#929292"},
    "cn": {"stroke": "#929292"},
    "hachure-fond": {"fill": "#fff", "stroke": "none"},
    "hachure-trait": {"fill": "none", "stroke": "#6a6a6a", "stroke-width": "1.6"},
    "points-fond": {"fill": "#bdbdbd", "stroke": "none"},
    "points-point": {"fill": "#fff", "stroke": "none"},
    "etiquette": {"font-size": "28", "text-anchor": "middle"},
    "sur-c4": {"fill": "#fff", "stroke": "#2f74ae", "stroke-width": "3", "paint-order": "stroke"},
    "sur-c5": {"fill": "#fff", "stroke": "#123e73", "stroke-width": "3", "paint-order": "stroke"},
    "sur-c0": {"stroke": "#fff", "stroke-width": "5", "paint-order": "stroke"},
    "sur-cn": {"stroke": "#fff", "stroke-width": "5", "paint-order": "stroke"},
    "cadre": {"fill": "none", "stroke": "#cecece"},
    "carte-note": {"fill": GREY, "font-size": "26"},
    "carte-nom": {"font-size": "24"},
    "ici": {"fill": "none", "stroke": "#fff", "stroke-width": "6"},
    "trait": {"stroke": INK, "stroke-width": "3"},
    "fort": {"font-weight": "700"},
    "leger": {"fill": GREY},
    "axe": {"stroke": "#929292"},
    "barre": {"fill": "#6aa3cb"},
    "barre-ici": {"fill": "#123e73"},
    "fond": {"fill": "#eee"},
    "halo": {"stroke": "#fff", "stroke-width": "3", "paint-order": "stroke"},
    "tige": {"stroke": INK, "stroke-dasharray": "2 3"},
    "moitie": {"stroke": "#2f74ae", "stroke-width": "5"},
    "mediane": {"stroke": INK, "stroke-width": "2"},
    "repere": {"fill": INK, "stroke": "#fff", "stroke-width": "1.5"},
    "inconnu": {"stroke": "#6a6a6a"},
    "niveau": {"stroke": "#e5e5e5"},
    "cible": {"stroke": INK, "stroke-dasharray": "6 4"},
    "rythme": {"stroke": "#6a6a6a", "stroke-width": "1.5"},
    "depart": {"fill": "#fff", "stroke": "#6a6a6a", "stroke-width": "1.5"},
    "marge": {"stroke": "#a8cbe2", "stroke-width": "7"},
    "point": {"fill": "#123e73", "stroke": "#fff", "stroke-width": "1.5"},
}
