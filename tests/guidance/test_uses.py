"""Who uses which tool: what was seen proves use, what was not proves nothing."""

import polars as pl

from barometre.catalogue.guidance import Tool
from barometre.catalogue.load import load_catalogue
from barometre.guidance.uses import OF_KIND, facts_of, uses

CATALOGUE = load_catalogue()
TOOLS = list(CATALOGUE.tools.values())
ONE, OTHER, THIRD = "200000001", "200000002", "200000003"


def facts(*rows):
    columns = {"siren": str, "fact": str, "outcome": str, "number": float, "text": str, "reason_context": str}
    return pl.DataFrame(rows, schema=columns, orient="row")


def found(*rows, tools=TOOLS):
    used = uses(facts(*rows), tools, CATALOGUE.signs)
    return {siren: (sorted(seen), sorted(listed), looked) for siren, seen, listed, looked in used.iter_rows()}


def test_shared_tools_are_known_by_their_names():
    text = "Ara, RDV Service Public"
    told = found((ONE, "site.tools", "seen", None, text, None), (OTHER, "site.tools", "seen", None, "aucun", None))
    assert told == {ONE: (["ara", "rendez-vous-service-public"], [], True), OTHER: ([], [], True)}


def test_a_service_that_is_alone_of_its_kind_is_known_by_its_yes():
    told = found(
        (ONE, "services.paiement-vu", "seen", 1.0, None, None),
        (OTHER, "services.paiement-vu", "seen", 0.0, None, None),
        (THIRD, "services.franceconnect-vu", "they-failed", None, None, None),
    )
    assert told == {ONE: (["payfip"], [], False)}


def test_a_service_among_others_is_known_by_the_sign_that_was_seen():
    sign = '{"evidence":{"code":"service-sign","context":{"name":"SVE Sirap"}}}'
    told = found(
        (ONE, "services.urbanisme-vu", "seen", 1.0, None, sign),
        (OTHER, "services.urbanisme-vu", "seen", 1.0, None, '{"evidence":"un lien"}'),
    )
    assert told == {ONE: (["guichet-urbanisme"], [], False)}


def test_registers_say_who_is_listed_and_never_who_is_not():
    told = found(
        (ONE, "urbanisme.geoportail", "seen", 1.0, None, None),
        (OTHER, "urbanisme.geoportail", "seen", 0.0, None, None),
    )
    assert told == {ONE: ([], ["geoportail-urbanisme"], False)}


def test_nothing_is_known_without_facts_or_tools():
    assert found() == {}
    assert found((ONE, "site.tools", "seen", None, "Ara", None), tools=[]) == {ONE: ([], [], True)}


def test_every_sign_of_a_tool_can_be_seen_and_every_fact_is_read():
    signs = {sign.id: sign for sign in CATALOGUE.signs}
    for tool in TOOLS:
        assert all(signs[name].shared or signs[name].kind in OF_KIND for name in tool.signs), tool.id
    assert isinstance(TOOLS[0], Tool)
    assert {tool.fact for tool in TOOLS if tool.fact} < facts_of(TOOLS) <= set(CATALOGUE.facts)
