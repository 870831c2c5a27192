"""Run the test internet until standard input closes: `python -m internet --folder DIR [--healthy N]`."""

import argparse
import asyncio
import csv
import json
import sys
from pathlib import Path

import uvloop

from internet.certificates import Authority
from internet.dns import NameServer
from internet.geo import write_asn, write_geoip
from internet.population import Hosts, build_zone, every_site, healthy_target
from internet.servers import start_control, start_mail, start_names, start_web
from internet.sites import MAIL as MAIL_CRITERIA
from internet.sites import SITE, Site, siren
from internet.web import Counts


def write_targets(folder: Path, sites: list[Site], healthy: int) -> None:
    """Write targets.csv, and targets-private.csv for sites that lead to addresses nobody may visit."""
    for name, private in (("targets.csv", False), ("targets-private.csv", True)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["siren", "site", "mail"])
            chosen = [(rank, site) for rank, site in enumerate(sites, 1) if site.private == private]
            writer.writerows((siren(rank), site.site, site.mail) for rank, site in chosen)
            if not private:
                writer.writerows(healthy_target(number, len(sites) + number) for number in range(1, healthy + 1))


def write_truth(folder: Path, sites: list[Site], healthy: int) -> None:
    """Write truth.json: criteria, facts and reasons of each site with a story, and how many are conforming."""
    public = [(siren(rank), site) for rank, site in enumerate(sites, 1) if not site.private]
    private = [(siren(rank), site) for rank, site in enumerate(sites, 1) if site.private]
    truth = {
        "criteria": {number: site.truth for number, site in public},
        "facts": {number: site.facts for number, site in public if site.facts},
        "why": {number: site.why for number, site in public + private},
        "domains": {number: site.domain for number, site in public + private},
        "private": {number: site.truth for number, site in private},
        "healthy": {"first_rank": len(sites) + 1, "count": healthy, "truth": dict.fromkeys(SITE + MAIL_CRITERIA, True)},
    }
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")


async def serve(folder: Path, healthy: int) -> None:
    """Start everything, say where on one line of JSON, stop when standard input closes."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)  # clients that leave in the middle are the daily bread
    sites = every_site()
    authority, counts, hosts = Authority(folder), Counts(), Hosts(sites, healthy)
    names = NameServer(build_zone(sites, healthy))
    paths = {"ca": "ca.pem", "geoip": "geo.mmdb", "asn": "asn.mmdb", "targets": "targets.csv", "truth": "truth.json"}
    authority.write(folder / paths["ca"])
    write_geoip(folder / paths["geoip"])
    write_asn(folder / paths["asn"])
    write_targets(folder, sites, healthy)
    write_truth(folder, sites, healthy)
    http_port, https_port = await start_web(loop, authority, hosts, counts)
    line = {
        "resolver": await start_names(loop, names),
        "http_port": http_port,
        "https_port": https_port,
        "smtp_port": await start_mail(authority, counts),
        "control": await start_control(hosts, counts, names),
    }
    print(json.dumps(line | {key: str(folder / name) for key, name in paths.items()}), flush=True)  # noqa: T201
    await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="internet", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--healthy", type=int, default=0)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    uvloop.run(serve(options.folder.resolve(), options.healthy))


if __name__ == "__main__":
    main()
