import pytest

from barometre.web import css


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (".fr-btn{color:red}", ".fr-btn{color:red}"),
        (".fr-card{color:red}", ""),  # not written in our templates
        (".fr-btn,.fr-card{color:red}", ".fr-btn{color:red}"),
        (".fr-btn:not(.fr-card){color:red}", ".fr-btn:not(.fr-card){color:red}"),  # what is excluded need not exist
        ("@media print{.fr-card{color:red}}", ""),
        ("@media print{.fr-btn{color:red}}", "@media print{.fr-btn{color:red}}"),
        (":root[data-fr-theme=dark]{--a:1}", ""),  # the dark theme needs a script
        ("@font-face{font-family:Marianne}", ""),
        ('.fr-btn::before{content:"}"}', '.fr-btn::before{content:"}"}'),  # a brace in a string
        ("/* .fr-card */a{color:red}", "a{color:red}"),
        (":is(.fr-btn,a) b,.fr-card{color:red}", ":is(.fr-btn,a) b{color:red}"),  # a comma inside brackets
    ],
)
def test_only_reachable_rules_are_kept(sheet, kept):
    assert css.keep(sheet, {"fr-btn"}, fonts=False) == kept


def test_variables_needed_by_needed_variables_stay():
    sheet = ":root{--a:var(--b);--b:1;--c:2}p{color:var(--a)}"
    assert css.prune_variables(sheet) == ":root{--a:var(--b);--b:1}p{color:var(--a)}"


def test_a_semicolon_in_a_string_or_an_address_ends_no_declaration():
    sheet = """p{content:";--a:1";background:url("data:image/png;base64,AA");color:red}"""
    assert css.prune_variables(sheet) == sheet


def test_an_image_inside_the_sheet_becomes_a_file():
    sheet, images = css.images_apart(
        """a{background:url("data:image/svg+xml;charset=utf-8,%3Csvg fill='%23fff'/%3E")}"""
    )
    assert images == {sheet[17:33]: "<svg fill='#fff'/>"}


def test_classes_are_found_in_templates():
    assert css.words('<p class="fr-btn fr-btn--sm{% if x %} fr-mb-2w{% endif %}">') == {
        "fr-btn",
        "fr-btn--sm",
        "fr-mb-2w",
    }
