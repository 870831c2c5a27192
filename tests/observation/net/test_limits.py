"""Politeness: how many requests at once, and pauses for hosts that ask for them."""

import asyncio

import pytest

from barometre.observation.net.limits import LONGEST_PAUSE, PER_ADDRESS, PER_DNS_OPERATOR, PER_HOST, Limits


async def most_at_once(limits, what, keys):
    """Most holders together of each key, when all want a place."""
    inside, most = {}, {}

    async def one(key):
        async with limits.hold(what, key):
            inside[key] = inside.get(key, 0) + 1
            most[key] = max(most.get(key, 0), inside[key])
            await asyncio.sleep(0.001)
            inside[key] -= 1

    await asyncio.gather(*(one(key) for key in keys))
    return most


@pytest.mark.parametrize(
    ("what", "share", "bound"),
    [
        ("host", 1, PER_HOST),
        ("host", 8, PER_HOST),
        ("address", 1, PER_ADDRESS),
        ("address", 2, PER_ADDRESS // 2),
        ("address", 1000, 1),
        ("dns", 1, PER_DNS_OPERATOR),
        ("dns", 2, PER_DNS_OPERATOR // 2),
    ],
)
def test_bounds(what, share, bound):
    most = asyncio.run(most_at_once(Limits(share), what, ["a"] * 60 + ["b"] * 60))
    assert most == {"a": bound, "b": bound}


def test_nothing_is_kept_of_who_is_not_visited():
    limits = Limits()
    asyncio.run(most_at_once(limits, "host", [f"commune-{number}.fr" for number in range(2000)]))
    assert not limits._slots


def test_a_place_is_given_back_whatever_happens():
    async def body():
        limits = Limits()
        for _ in range(5):
            with pytest.raises(OSError, match="coupé"):
                async with limits.hold("host", "ville.fr"):
                    raise OSError("coupé")
        return await most_at_once(limits, "host", ["ville.fr"] * 5)

    assert asyncio.run(body()) == {"ville.fr": PER_HOST}


def test_who_asks_to_be_left_alone_is():
    async def body():
        limits, loop = Limits(), asyncio.get_running_loop()
        await limits.pause("ville.fr")
        limits.back_off("ville.fr", 0.2)
        limits.back_off("ville.fr", 0.05)
        start = loop.time()
        await limits.pause("autre.fr")
        other = loop.time() - start
        await limits.pause("ville.fr")
        first = loop.time() - start
        await limits.pause("ville.fr")
        return other, first, loop.time() - start - first

    other, first, again = asyncio.run(body())
    assert other < 0.1 and first >= 0.19 and again < 0.1


def test_nobody_holds_us_back_for_long():
    async def body():
        limits = Limits()
        limits.back_off("ville.fr", 86400.0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await limits.pause("ville.fr")
        return max(limits._pauses.values()) - asyncio.get_running_loop().time()

    assert asyncio.run(body()) <= LONGEST_PAUSE
