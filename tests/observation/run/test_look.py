"""The watchdog: a look that lasts too long is stopped, its facts are our failure, and the others go on."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.criteria.target import Target
from barometre.observation.run.chunk import RunProgress, progress
from barometre.observation.run.confirm import Confirmation
from barometre.observation.run.context import open_context
from barometre.observation.run.groups import DEFAULT_GROUPS
from barometre.observation.run.look import look
from words import words

GROUPS = frozenset(DEFAULT_GROUPS)
FACTS = load_catalogue().facts
SILENT = Target("200000016", "https://www.hostile-silent.fr/", "mairie@conforme-1.fr")
GOOD = Target("200000024", "https://www.conforme-2.fr/", "mairie@conforme-2.fr")


def with_context(settings, lists, use):
    async def run():
        async with AsyncExitStack() as stack:
            return await use(await open_context(stack, settings, lists, GROUPS, share=1))

    return asyncio.run(run())


@pytest.mark.parametrize("longest", [0.0, 0.8])
def test_a_look_that_overstays_is_stopped_and_is_ours(settings, lists, longest):
    result = with_context(settings, lists, lambda context: look(context, SILENT, GROUPS, longest=longest))
    assert not result.crashes
    looks = {one.group: one for one in result.looks}
    assert set(looks) == GROUPS
    for group in ("web", "page"):
        assert looks[group].retry
        assert {one.outcome for one in looks[group].statements} == {Outcome.WE_FAILED}
        assert {one.reason.code for one in looks[group].statements} == {ReasonCode.LOOK_OVERSTAYED}
    assert words(looks["web"].statements[0].reason).startswith("l’observation a été arrêtée après")
    assert {one.fact for one in looks["web"].statements} >= {"rcpnt.1.3", "site.answers", "site.cookies"}


def test_every_fact_that_a_look_states_is_stated_when_it_is_stopped(settings, lists):
    def facts(longest):
        result = with_context(settings, lists, lambda context: look(context, GOOD, GROUPS, longest=longest))
        return {(one.group, statement.fact) for one in result.looks for statement in one.statements}

    assert facts(0.0) == facts(60.0)


def test_the_others_go_on_and_the_run_counts_it(settings, lists):
    async def observe(context):
        return await asyncio.gather(look(context, SILENT, GROUPS, longest=0.8), look(context, GOOD, GROUPS))

    results = with_context(settings, lists, observe)
    looks = {(one.siren, one.group): [one] for result in results for one in result.looks}
    good = {one.fact: one for one in looks[GOOD.siren, "web"][-1].statements}
    assert good["rcpnt.1.3"].number == 1
    done = progress([SILENT, GOOD], GROUPS, looks, Confirmation(3600.0, FACTS))
    assert (done.targets, done.stopped) == (2, 2)  # site and pages of the silent one
    assert done.waiting >= 2
    assert RunProgress().plus(done).plus(done).stopped == 4
