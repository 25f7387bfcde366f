"""The command `lexicon links`."""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from lexicon.addresses import Layout
from lexicon.links import exceptions, inside, memory, outside, published, report, sources
from lexicon.links.inside import BuiltSite
from lexicon.links.origins import Origins
from lexicon.links.verdict import Verdict
from lexicon.problems import Problem
from lexicon.project import ProjectError, find_root

_FOLDER = click.Path(file_okay=False, exists=True, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--root",
    type=_FOLDER,
    help="The repository. [default: the nearest folder with mkdocs.yml]",
)
@click.option("--site", "folder", default="site", show_default=True, help="The built site in it.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to report problems; github: as annotations of a pull request.",
)
@click.option("--record", is_flag=True, help="Add new addresses to docs/data/addresses.txt.")
@click.option("--external", is_flag=True, help="Check the addresses on other hosts instead.")
@click.option(
    "--report",
    "text",
    type=_FILE,
    help="With --external: write the report there, for an issue; the file is empty if all is well.",
)
@click.option("--json", "data", type=_FILE, help="With --external: write every verdict there.")
@click.option(
    "--cache",
    type=_FILE,
    help="With --external: where verdicts are kept from run to run. [default: .cache/links.json]",
)
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=20,
    show_default=True,
    help="With --external: stop asking after so long.",
)
def links(
    root: Path | None, folder: str, style: str, record: bool, external: bool,
    text: Path | None, data: Path | None, cache: Path | None, minutes: float,
) -> None:  # fmt: skip
    """Check every link inside the built site, or with --external every link to other hosts.

    Build the site first (make site). An address once published must go on working: when a page
    goes, the message names the line that redirects its address.

    Exit code 0: nothing is wrong. 1: there are problems; each was reported. 2: the command was
    used wrongly, there is no built site, or no host could be reached. With --external, links that
    merely moved or could not be checked leave the code 0.
    """
    given = {"--report": text, "--json": data, "--cache": cache}
    if not external and (alone := [name for name, value in given.items() if value]):
        raise click.UsageError(f"{alone[0]} goes with --external: add that, or leave it out.")
    root = root or _root()
    site = _built(root, folder, required=not external)
    if external:
        cache = cache or root / ".cache/links.json"
        problems = _check_outside(root, site, cache, minutes, text, data)
    else:
        assert site is not None
        problems = _check_inside(root, site, record)
    _show(problems, style)
    sys.exit(1 if problems else 0)


def _root() -> Path:
    """The repository around the folder that `lexicon -C` names, else around this one."""
    directory = click.get_current_context().find_root().params.get("directory", Path())
    try:
        return find_root(directory.resolve())
    except ProjectError as error:
        raise click.UsageError(str(error)) from error


def _built(root: Path, folder: str, required: bool) -> BuiltSite | None:
    if (root / folder / "index.html").is_file():
        return BuiltSite.read(root / folder, folder)
    if required:
        raise click.UsageError(f"There is no site in {root / folder}. Build it: make site")
    return None


def _check_inside(root: Path, site: BuiltSite, record: bool) -> list[Problem]:
    origins = Origins(root)
    problems = sorted([*inside.check(site, origins), *published.check(site, origins)])
    if record:
        for address in published.record(site, root):
            click.echo(f"recorded {address}", err=True)
    elif new := published.unrecorded(site, root):
        count = "One address is" if len(new) == 1 else f"{len(new)} addresses are"
        click.echo(f"{count} not yet in {published.MANIFEST}; to record: make record", err=True)
    return problems


def _check_outside(
    root: Path, site: BuiltSite | None, cache: Path, minutes: float,
    text: Path | None, data: Path | None,
) -> list[Problem]:  # fmt: skip
    now = time.time()
    places = sources.addresses(root, Layout(), site)
    today = datetime.datetime.fromtimestamp(now, datetime.UTC).date()
    exempt = exceptions.read(root, places, today)
    wanted = [address for address in places if not exempt.cover(address)]
    known = memory.read(cache)
    asked = memory.stale(known, wanted, now)
    click.echo(f"{len(wanted)} addresses, {len(asked)} to ask for", err=True)
    found = asyncio.run(outside.check(asked, outside.Limits(total=minutes * 60)))
    if len(found) > 1 and all(verdict.code == "no-connection" for verdict in found.values()):
        raise click.UsageError("No host could be reached: is this machine online?")
    merged = memory.merge(known, found)
    memory.write(cache, {address: merged[address] for address in wanted})
    verdicts = {address: memory.settle(merged[address], now) for address in wanted}
    if text:
        new = published.unrecorded(site, root) if site else []
        _write(text, report.markdown(verdicts, places, exempt.problems, new))
    if data:
        _write(data, report.as_json(verdicts, places))
    broken = [_problem(a, v, places[a]) for a, v in verdicts.items() if v.state == "broken"]
    return sorted([*exempt.problems, *broken])


def _problem(address: str, verdict: Verdict, places: sources.Places) -> Problem:
    path, _, line = places[0].partition(":")
    message = f"{address} {verdict.detail}."
    cure = "Mend the link, or add an exception to docs/data/link-exceptions.yml."
    return Problem(path, int(line or 1), 1, verdict.code, message, cure)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _show(problems: Iterable[Problem], style: str) -> None:
    if style == "json":
        values = [asdict(problem) for problem in problems]
        click.echo(json.dumps(values, indent=1, ensure_ascii=False))
        return
    for problem in problems:
        click.echo(_annotation(problem) if style == "github" else str(problem))


def _annotation(problem: Problem) -> str:
    """One problem as a workflow command of GitHub Actions."""
    place = f"file={problem.path},line={problem.line},col={problem.column},title={problem.code}"
    text = f"{problem.message} {problem.cure}".replace("%", "%25").replace("\n", "%0A")
    return f"::{problem.severity} {place}::{text}"
