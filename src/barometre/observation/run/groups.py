"""Groups of probes, as `--only` names them; a module of its own, so that the command's help loads nothing else."""

GROUPS = ("web", "dns", "mail", "page", "browser")
# Those that need no browser.
DEFAULT_GROUPS = ("web", "dns", "mail", "page")
