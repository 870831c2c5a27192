"""Measures of a page in a real Chromium. Needs the extra `[browser]`."""
