"""Reading drawings back: what a browser and a screen reader would find in them."""

import re
import xml.etree.ElementTree as ET

import pytest

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def read():
    """Parse SVG text as the strict CSP needs it: well-formed, nothing inline, ids unique."""

    def parse(svg):
        root = ET.fromstring(svg)
        nodes = list(root.iter())
        attributes = [name for node in nodes for name in node.attrib]
        assert not {node.tag for node in nodes} & {"style", "script", "foreignObject", "image"}
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        ids = [node.attrib["id"] for node in nodes if "id" in node.attrib]
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)
        labelled = " ".join(root.attrib.get(name, "") for name in ("aria-labelledby", "aria-describedby")).split()
        assert labelled
        assert set(labelled) <= set(ids)
        return root

    return parse
