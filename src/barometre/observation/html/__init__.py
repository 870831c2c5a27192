"""Pages read as a browser reads them: markup bounded, links, signs of context. Pure."""
