"""Maps and charts as SVG text: pure functions, no Django, nothing inline that a strict CSP refuses."""
