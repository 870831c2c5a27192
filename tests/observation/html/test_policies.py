"""Policies that a page sets by `<meta>`."""

import pytest

from barometre.observation.html.policies import MetaPolicies, meta_policies
from barometre.observation.net.answers import Answer, Hop

URL = "https://www.crest.fr/"
SELF = MetaPolicies(("default-src 'self'",))
CSP = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'self'\">"


def policies(html, **more):
    return meta_policies(Answer(URL, (Hop(URL, 200),), 200, (("content-type", "text/html"),), html.encode(), **more))


@pytest.mark.parametrize(
    ("html", "expected", "why"),
    [
        (f"<head>{CSP}</head>", SELF, ""),
        ("<head><meta name=Referrer content=origin></head>", MetaPolicies((), ("origin",)), ""),
        (f"<body>{CSP}", MetaPolicies(), "in the head only (HTML, 4.2.5.3)"),
        (f"<head><!-- {CSP} --></head>", MetaPolicies(), "in a comment"),
        (f"<head><noscript>{CSP}</noscript></head>", MetaPolicies(), "not read where scripts run"),
        (
            f"<head><noscript><img src=a></noscript>{CSP}</head>",
            MetaPolicies(("default-src 'self'",)),
            "after a noscript",
        ),
        (f"<head><script>'<noscript>'</script>{CSP}</head>", SELF, "after a script"),
        (f"<head><script>'<body>'</script>{CSP}</head>", SELF, "a body in a script"),
        (f"<head><!-- <noscript> -->{CSP}</head>", SELF, "a noscript in a comment"),
        ("<head><a rel=noreferrer></head>", MetaPolicies(), "another word"),
        ("", MetaPolicies(), "nothing"),
    ],
)
def test_policies_of_a_page(html, expected, why):
    assert policies(html) == expected, why


def test_a_wall_sets_none():
    assert policies(f"<head>{CSP}</head>", wall="Cloudflare") == MetaPolicies()
