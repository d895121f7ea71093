"""What Lighthouse says of the reader's pages on a phone: `make bench-lighthouse`.

make bench-lighthouse ARGS='--runs 1 --page term'

The portal is started as an operator starts it, in a data folder of its own with the demonstration. Each page
is opened five times with an empty cache, on the slow phone that Lighthouse pretends to be; the median counts,
and the lowest and highest say how far to trust it. Ends with 1 when a median misses its goal.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = ROOT / "bench" / "node_modules" / ".bin" / "lighthouse"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--headless=new --no-sandbox --disable-background-networking --disable-component-update --disable-sync"
)
RUN_SECONDS = 180
ATTEMPTS = 3  # a busy machine can lose the beginning of a visit, and Lighthouse then asks to be run again
PAGES = {
    "home": "/fr/",
    "article": "/fr/articles/effets-secondaires-de-l-immunotherapie/",
    "article with a picture": "/fr/articles/comment-agissent-les-inhibiteurs-de-points-de-controle/",
    "term": "/fr/glossaire/immunotherapie/",
    "index": "/fr/glossaire/",
    "discussions": "/fr/discussions/",
}
GOALS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}  # of 100
FIGURES = {  # by the names of the audits; the last has no unit
    "first-contentful-paint": "FCP ms",
    "largest-contentful-paint": "LCP ms",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "CLS",
}

Report = dict[str, Any]  # as Lighthouse writes it


def main() -> int:
    chosen = arguments()
    missed = []
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="portal-lighthouse-") as folder:
        os.environ |= {"PORTAL_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "portal.settings"}
        from tests.portal.process import Portal

        portal = Portal(Path(folder, "data"))
        try:
            portal.start()
            say(heading())
            for name in chosen.page or PAGES:
                address = f"http://127.0.0.1:{portal.port}{PAGES[name]}"
                reports = [run(address) for _ in range(chosen.runs)]
                say(row(name, reports))
                missed += [f"{name}: {fault}" for fault in faults(reports)]
        finally:
            portal.stop()
    say("\n".join(["", *missed]) if missed else "")
    return 1 if missed else 0


def arguments() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="of each page")
    parser.add_argument("--page", action="append", choices=PAGES, help="only this one; may be repeated")
    return parser.parse_args()


def run(address: str) -> Report:
    """One visit. Raises RuntimeError when Lighthouse could not finish it, however often."""
    chromium = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), "")
    command = [
        str(LIGHTHOUSE), address, "--quiet", "--output=json", "--no-enable-error-reporting",
        f"--only-categories={','.join(GOALS)}", f"--chrome-flags={CHROMIUM_FLAGS}",
    ]  # fmt: skip
    for _attempt in range(ATTEMPTS):
        done = subprocess.run(  # noqa: S603  (our own command)
            command, env=os.environ | {"CHROME_PATH": chromium}, capture_output=True, timeout=RUN_SECONDS
        )
        if not done.returncode:
            report: Report = json.loads(done.stdout)
            return report
    raise RuntimeError(done.stderr.decode())


def scores(reports: list[Report], category: str) -> list[float]:
    """Of 100, lowest first."""
    return sorted(round(100 * (report["categories"][category]["score"] or 0)) for report in reports)


def figures(reports: list[Report], audit: str) -> list[float]:
    return sorted(report["audits"][audit]["numericValue"] for report in reports)


def heading() -> str:
    names = ["median (lowest to highest)", *GOALS, *FIGURES.values()]
    return f"| {' | '.join(names)} |\n{'|---' * len(names)}|"


def row(name: str, reports: list[Report]) -> str:
    cells = [cell(scores(reports, category), 0) for category in GOALS]
    cells += [
        cell(figures(reports, audit), 0 if unit.endswith("ms") else 3) for audit, unit in FIGURES.items()
    ]
    return f"| {' | '.join([name, *cells])} |"


def cell(ordered: list[float], digits: int) -> str:
    middle, low, high = (f"{value:.{digits}f}" for value in (median(ordered), ordered[0], ordered[-1]))
    return middle if low == high else f"{middle} ({low} to {high})"


def faults(reports: list[Report]) -> list[str]:
    """For each category below its goal, the audits that took points from it."""
    return [
        f"{category} below {goal}: {', '.join(sorted(took_points(reports, category)))}"
        for category, goal in GOALS.items()
        if median(scores(reports, category)) < goal
    ]


def took_points(reports: list[Report], category: str) -> set[str]:
    return {
        part["id"]
        for report in reports
        for part in report["categories"][category]["auditRefs"]
        if part["weight"] and (report["audits"][part["id"]]["score"] or 0) < 1
        if report["audits"][part["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}
    }


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
