"""Measure pages of the built site with Lighthouse (mobile) and print a table.

    .venv/bin/python tests/browser/lighthouse.py [RUNS]

Each page is measured RUNS times (default five); the table has the median of the performance
score and the lowest of the others. Exits with 1 where a score is below what the site promises:
accessibility, best practices and SEO 100, performance 97.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from serving import ARGUMENTS, EXPLAINER, ROOT, chromium, serve

LIGHTHOUSE = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ["", "glossary/", "glossary/hbm/", EXPLAINER]
LEAST = {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}


def measure(address: str, browser: str) -> dict[str, Any]:
    """One run of Lighthouse: its report. Raises CalledProcessError if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [
            "node", str(LIGHTHOUSE), address, "--quiet", "--output=json",
            f"--output-path={report}", f"--only-categories={','.join(LEAST)}",
            f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}",
        ]  # fmt: skip
        environment = {**os.environ, "CHROME_PATH": browser}
        subprocess.run(command, check=True, env=environment, timeout=180)
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return found


def failures(report: dict[str, Any]) -> set[str]:
    """The audits in the categories other than performance that did not pass."""
    return {
        f"{audit['id']}: {audit['title']}"
        for category in LEAST.keys() - {"performance"}
        for ref in report["categories"][category]["auditRefs"]
        if ref["weight"] and (audit := report["audits"][ref["id"]])["score"] not in (1, None)
    }


def main(runs: int) -> int:
    """Measure every page and print the table; the exit code."""
    browser = chromium()
    if browser is None or not LIGHTHOUSE.exists() or shutil.which("node") is None:
        print("Lighthouse needs Chromium, Node.js and npm; install them, and run: make lighthouse")
        return 1
    wrong = 0
    print(
        f"{'page':36} {'perf.':>5} {'a11y':>5} {'best':>5} {'SEO':>5} {'kB':>5}  runs", flush=True
    )
    with serve() as base:
        for page in PAGES:
            reports = [measure(base + page, browser) for _ in range(runs)]
            scores = {
                name: [round(100 * report["categories"][name]["score"]) for report in reports]
                for name in LEAST
            }
            shown = [statistics.median_low(scores["performance"])]
            shown += [min(scores[name]) for name in list(LEAST)[1:]]
            weight = max(r["audits"]["total-byte-weight"]["numericValue"] for r in reports) / 1000
            figures = " ".join(f"{figure:5}" for figure in shown)
            print(f"{page or '/':36} {figures} {weight:5.0f}  {scores['performance']}", flush=True)
            for failure in sorted(set().union(*map(failures, reports))):
                print(f"    {failure}", flush=True)
            wrong += any(got < least for got, least in zip(shown, LEAST.values(), strict=True))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
