"""The alerts given as an example are of metrics that exist, and say what to do."""

import re
from pathlib import Path

import yaml
from prometheus_client import REGISTRY

from barometre.web.gateway import metrics

RULES = yaml.safe_load((Path(__file__).parents[3] / "deploy" / "prometheus-alerts.yml").read_text("utf-8"))
ALERTS = RULES["groups"][0]["rules"]


def test_each_alert_has_what_prometheus_asks_and_a_remedy():
    for alert in ALERTS:
        assert alert.keys() <= {"alert", "expr", "for", "labels", "annotations"}, alert["alert"]
        assert alert["labels"]["severity"] in ("info", "warning", "critical")
        assert alert["annotations"]["summary"].count(".") >= 2, "what happens, what to do"
        assert re.fullmatch(r"\d+[smhd]", alert.get("for", "1m"))
        assert all(
            alert["expr"].count(opening) == alert["expr"].count(closing) for opening, closing in ("()", "[]", "{}")
        )
    assert len({alert["alert"] for alert in ALERTS}) == len(ALERTS)


def test_each_metric_exists():
    named = {name for alert in ALERTS for name in re.findall(r"\bbarometre_\w+", alert["expr"])}
    known = {
        name for family in REGISTRY.collect() for name in (family.name, f"{family.name}_total", f"{family.name}_bucket")
    }
    assert metrics.REQUESTS
    assert named
    assert named <= known
