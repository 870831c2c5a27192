"""Pages read as a browser reads them: bounded markup, links, signs of known tools. Pure functions."""
