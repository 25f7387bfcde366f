"""The command `lexicon`: each command is one function that calls the module which does the work.

Another command is another function below `@main.command()`, or `main.add_command` for one that
stands in a module of its own.
"""

from __future__ import annotations

import datetime
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click
from click.shell_completion import CompletionItem, get_completion_class

from lexicon import checks, create, explain, reports, schema, suggest
from lexicon.entry import parse
from lexicon.glossary import check_labels
from lexicon.links.command import links
from lexicon.problems import Problem, Severity, did_you_mean
from lexicon.project import Project, ProjectError, find_root

OK, PROBLEMS, USAGE, UNREADABLE = 0, 1, 2, 3
"""The exit codes: nothing to report; problems; wrong usage (click's); the project is unreadable."""

_EXIT_CODES = """\b
Exit codes:
  0  nothing that has to be mended
  1  problems, or nothing was written because a file or label exists
  2  wrong usage
  3  the project cannot be read
"""

_RANK: dict[str, int] = {"never": 0, "error": 1, "warning": 2, "note": 3}


@dataclass
class Workspace:
    """What every command starts from; nothing is read before a command asks for it."""

    directory: Path

    @property
    def root(self) -> Path:
        """The repository's root. Ends the command with exit code 3 if there is none."""
        try:
            return find_root(self.directory.resolve())
        except ProjectError as error:
            raise _Unreadable(str(error)) from error

    def project(self, today: datetime.date | None = None) -> Project:
        """The project. Ends the command with exit code 3 if it cannot be read."""
        try:
            return Project.read(self.root, today or datetime.date.today())
        except ProjectError as error:
            raise _Unreadable(str(error)) from error

    def find(self, path: Path) -> Path:
        """The file or folder at `path`, as seen from here, else from DIR, else from the root.

        Ends the command as wrongly used if there is none, or if it lies outside the repository.
        """
        places = (base / path for base in (Path(), self.directory, self.root))
        found = next((place.resolve() for place in places if place.exists()), None)
        if found is None:
            raise click.BadParameter(f"There is no “{path}” here or in {self.root}.")
        if not found.is_relative_to(self.root):
            raise click.BadParameter(f"“{path}” lies outside the repository {self.root}.")
        return found


class _Unreadable(click.ClickException):
    exit_code = UNREADABLE


class _Refused(click.ClickException):
    exit_code = PROBLEMS


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EXIT_CODES,
)
@click.option(
    "-C", "--directory", default=".", metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work as if started in DIR. The repository is the nearest folder with mkdocs.yml.",
)  # fmt: skip
@click.version_option(package_name="lexicon")
@click.pass_context
def main(context: click.Context, directory: Path) -> None:
    """Write, check and extend a glossary and the pages that use it."""
    context.obj = Workspace(directory)


def _categories(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The categories that begin as typed, for the shell's completion."""
    directory = context.parent.params.get("directory") if context.parent else None
    try:
        project = Workspace(Path(directory or ".")).project()
    except click.ClickException:
        return []
    categories = project.site.settings.categories.items()
    return [CompletionItem(i, help=title) for i, title in categories if i.startswith(incomplete)]


@main.command(epilog=_EXIT_CODES)
@click.argument("words", nargs=-1, required=True, metavar="TITLE")
@click.option("--abbreviation", metavar="TEXT", help="The short form, e.g. MoE.")
@click.option("--alias", "aliases", multiple=True, metavar="TEXT", help="Another label.")
@click.option("--category", shell_complete=_categories, metavar="ID", help="One of mkdocs.yml's.")
@click.option("--definition", metavar="TEXT", help="One or two plain sentences.")
@click.pass_obj
def new(
    workspace: Workspace, words: tuple[str, ...], abbreviation: str | None,
    aliases: tuple[str, ...], category: str | None, definition: str | None,
) -> None:  # fmt: skip
    """Write a valid entry for TITLE, to fill in.

    A label that belongs to an entry already is refused, and you are told where it stands.

    Example: lexicon new "Chain of thought" --category models
    """
    title = " ".join(words)
    if len(words) > 1:
        cure = f'Put the title in quotation marks: lexicon new "{title}"'
        raise click.UsageError(f"The title is one argument, not {len(words)}. {cure}")
    project = workspace.project()
    site = project.site
    draft = create.Draft(title, abbreviation, aliases, category, definition)
    try:
        create.refuse_taken(draft, site.reading, site.folder)
    except create.TakenError as error:
        raise _Refused(str(error)) from error
    known = site.settings.categories
    if category is not None and known and category not in known:
        listed = ", ".join(known)
        raise click.BadParameter(f"“{category}” is none of: {listed}.", param_hint="--category")
    path = f"{site.folder}/{draft.id}.md"
    entry, matter, problems = parse(path, draft.text().encode())
    if entry and definition:
        problems = checks.of_definition(project, draft.id, entry, matter)
    if problems or not draft.id:
        raise click.BadParameter(_said(problems) or "The title needs a Latin letter or a digit.")
    if entry:
        reading = site.reading
        entries = {**reading.glossary.entries, draft.id: entry}
        problems = check_labels(entries, {**reading.bodies, draft.id: matter})
        if taken := [problem for problem in problems if problem.path == path]:
            raise _Refused(_said(taken))
    _write(project.root / path, draft.text(), "x")
    click.echo(f"Wrote {path}. Fill in what it says, then run: lexicon check {path}")
    if near := create.alike(draft, site.reading):
        click.echo("Like it, and in the glossary already: " + ", ".join(near) + ".")


def _said(problems: Sequence[Problem]) -> str:
    return " ".join(f"{problem.message} {problem.cure}" for problem in problems)


def _write(file: Path, text: str, mode: Literal["w", "x"] = "w") -> None:
    """Write a file, with the mode `x` only where there is none; end the command if that fails."""
    try:
        with file.open(mode, encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        cure = "Make its folder first. " if isinstance(error, FileNotFoundError) else ""
        message = f"{file} cannot be written: {error.strerror}. {cure}"
        raise _Refused(message.strip()) from error


@main.command(epilog=_EXIT_CODES)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(list(reports.FORMATS)), default="text",
    show_default=True, help="github: annotations of a pull request; sarif: SARIF 2.1.0.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write the report to FILE.",
)  # fmt: skip
@click.option("--fix", is_flag=True, help="Mend what is mechanical first.")
@click.option(
    "--fail-on", type=click.Choice(list(_RANK)), default="warning", show_default=True,
    help="The least severity that makes the exit code 1.",
)  # fmt: skip
@click.option("--watch", is_flag=True, help="Check again whenever a file changes; end with Ctrl+C.")
@click.option("--list", "listing", is_flag=True, help="List the checks and exit.")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    help="The day against which dates are checked, if not today.",
)  # fmt: skip
@click.pass_obj
def check(
    workspace: Workspace, paths: tuple[Path, ...], form: str, output: Path | None, fix: bool,
    fail_on: str, watch: bool, listing: bool, today: datetime.datetime | None,
) -> None:  # fmt: skip
    """Report every problem in entries, explainers and data files.

    With PATHS, only problems in those files and folders are shown; all files are read, because
    problems lie between files. A report that you do not want is silenced in checks.yml, with a
    reason.
    """
    if listing:
        click.echo(_listed())
        return
    day = today.date() if today else None
    paths = tuple(map(workspace.find, paths))
    if fix:
        _mend(workspace, paths)
    problems = _check(workspace, paths, day)
    text = reports.FORMATS[form](problems, checks.rules())
    if output:
        _write(output, text)
    else:
        click.echo(_coloured(text) if form == "text" else text, nl=False)
    while watch:
        _wait_for_change(workspace.root)
        click.echo("lexicon check: a file has changed.")
        problems = _check(workspace, paths, day)
        click.echo(reports.FORMATS[form](problems, checks.rules()), nl=False)
    if any(_RANK[problem.severity] <= _RANK[fail_on] for problem in problems):
        raise click.exceptions.Exit(PROBLEMS)


def _check(workspace: Workspace, paths: Sequence[Path], day: datetime.date | None) -> list[Problem]:
    project = workspace.project(day)
    return reports.within(checks.run(project), project.root, paths)


def _listed() -> str:
    lines = []
    for rule in checks.rules().values():
        fixable = " (--fix mends it)" if rule.fixable else ""
        lines.append(f"{click.style(rule.code, bold=True)}: {rule.severity}{fixable}")
        lines.append(f"    {rule.about} {rule.cure}")
    return "\n".join(lines)


_COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "note": "cyan"}


def _coloured(text: str) -> str:
    """The text with the severities in colour; click drops the colour where none is shown."""
    for severity, colour in _COLOURS.items():
        text = text.replace(f": {severity}: ", f": {click.style(severity, fg=colour)}: ")
    return text


def _mend(workspace: Workspace, paths: Sequence[Path]) -> None:
    """Apply the mechanical cures, round by round: one may uncover another."""
    for _ in range(5):
        project = workspace.project()
        wanted = {problem.path for problem in _check(workspace, paths, None)}
        by_file: dict[str, list[checks.Fix]] = defaultdict(list)
        for fix in checks.fixes(project):
            if fix.path in wanted:
                by_file[fix.path].append(fix)
        if not by_file:
            return
        for path, found in by_file.items():
            file = project.root / path
            text = file.read_bytes().decode()
            for fix in found:
                text = fix.apply(text)
            file.write_bytes(text.encode())
            click.echo(f"Mended {path}.", err=True)


def _wait_for_change(root: Path) -> None:
    before = _stamps(root)
    while _stamps(root) == before:
        time.sleep(0.5)


def _stamps(root: Path) -> dict[Path, float]:
    """When each source file was last written."""
    files = [root / "mkdocs.yml", root / "checks.yml"]
    files += [*root.glob("docs/**/*"), *root.glob("glossary/*.md")]
    return {file: file.stat().st_mtime for file in files if file.exists()}


@main.command("explain", epilog=_EXIT_CODES)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--entry", help="Only places where a label of this entry stands.")
@click.pass_obj
def explain_command(workspace: Workspace, path: Path, entry: str | None) -> None:
    """Say for each place on a page where a label stands whether it is a link, and why."""
    project = workspace.project()
    wanted = workspace.find(path).relative_to(project.root).as_posix()
    page = next((page for page in project.pages if page.path == wanted), None)
    if page is None:
        raise _Refused(f"{wanted} is no page of the site.")
    entries = project.site.reading.bodies
    if entry is not None and entry not in entries:
        cure = did_you_mean(entry, entries, "Write the id of an entry.")
        raise click.BadParameter(f"There is no entry “{entry}”. {cure}", param_hint="--entry")
    found, problems = explain.explain(project, page)
    for problem in [*page.problems, *problems]:
        click.echo(str(problem), err=True)
    shown = [one for one in found if entry in (None, one.entry)]
    for one in shown:
        click.echo(f"{wanted}:{one}")
    if not shown:
        click.echo(f"No label{f' of “{entry}”' if entry else ''} stands in {wanted}.", err=True)


@main.command("suggest", epilog=_EXIT_CODES)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True,
    help="How many of each kind to list.",
)  # fmt: skip
@click.option(
    "--least", type=click.IntRange(min=1), default=3, show_default=True,
    help="How often a phrase must stand.",
)  # fmt: skip
@click.pass_obj
def suggest_command(workspace: Workspace, limit: int, least: int) -> None:
    """List phrases that recur in explainers and have no entry, most useful first.

    Then phrases that are nearly a label, and may want to be an alias of its entry.
    """
    project = workspace.project()
    click.secho("Phrases without an entry", bold=True)
    for one in suggest.missing(project, least)[:limit]:
        click.echo(f"  {one.phrase}  ({one.count}×; {_pages(one.pages)})")
    click.secho("Nearly a label: an alias, or another entry?", bold=True)
    for miss in suggest.near_misses(project, least - 1)[:limit]:
        place = f"{miss.count}×; {_pages(miss.pages)}"
        click.echo(f"  {miss.phrase}  → “{miss.label}” in {miss.entry}.md  ({place})")


def _pages(pages: Sequence[str]) -> str:
    return "1 page" if len(pages) == 1 else f"{len(pages)} pages"


main.add_command(links)


@main.command("schema", epilog=_EXIT_CODES)
@click.option("--check", "checking", is_flag=True, help="Write nothing; fail if a file is stale.")
@click.pass_obj
def schema_command(workspace: Workspace, checking: bool) -> None:
    """Write what is made from the models: JSON Schemas, snippets, the front matter reference."""
    project = workspace.project()
    stale = []
    for path, text in schema.generated(project.site.settings).items():
        file = project.root / path
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not checking:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            click.echo(f"Wrote {path}.")
    if stale and checking:
        raise _Refused(f"Stale: {', '.join(stale)}. Run: lexicon schema")


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that teaches SHELL to complete lexicon's commands and options.

    For bash, add this line to ~/.bashrc:  eval "$(lexicon completion bash)"
    """
    found = get_completion_class(shell)
    if found is None:  # a Choice lists only shells that click knows
        raise click.BadParameter(shell)
    click.echo(found(main, {}, "lexicon", "_LEXICON_COMPLETE").source())
