"""Pages measured in a real Chromium. Needs the extra `[browser]`."""
