"""The MkDocs events: each hands its arguments to `lexicon` and gives MkDocs what comes back."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import jinja2
from lexicon import frontmatter
from lexicon.frontmatter import FrontMatter
from lexicon.links import redirects
from lexicon.problems import Problem
from lexicon.site import Site, commit_time, text_fragment
from mkdocs.config.config_options import Hooks
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

log = get_plugin_logger("glossary")

command = "serve"
"""What MkDocs was started for. While it serves, this module is loaded anew for every build."""

site: Site
"""The build at hand."""

errors: list[Problem]
order: dict[str, int]
"""The rank of each page in the navigation, by uri."""


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).absolute().parent


def _report(problems: Iterable[Problem]) -> None:
    for problem in problems:
        if problem.severity == "error":
            errors.append(problem)
            log.error(str(problem))
        else:
            log.warning(str(problem))


def on_startup(command: str, dirty: bool) -> None:  # noqa: ARG001 - MkDocs passes both by name
    """Remember what MkDocs was started for; let the dates in what is built be the commit's."""
    globals()["command"] = command
    if command == "serve":
        sys.dont_write_bytecode = True  # the server watches the engine's folder
    if "SOURCE_DATE_EPOCH" not in os.environ and (time := commit_time(Path.cwd())):
        os.environ["SOURCE_DATE_EPOCH"] = time


def on_config(config: MkDocsConfig) -> None:
    """Read the glossary and add its Markdown extensions."""
    global site, errors, order
    errors, order = [], {}
    docs = Path(os.path.relpath(config.docs_dir, _root(config))).as_posix()
    name = Path(config.config_file_path).name
    try:
        site = Site.read(_root(config), docs, name, config.extra.get("glossary"))
    except OSError as error:
        raise PluginError(f"The glossary cannot be read: {error}") from error
    _report(site.problems)
    config.markdown_extensions.extend(site.extensions)  # type: ignore[arg-type]
    found = site.reading.glossary  # whose labels are compiled here, not at the first page
    log.debug(f"{len(found.entries)} entries, {len(found.matcher)} forms of their labels")
    if command == "build":
        gc.freeze()  # all this is needed for long: looking through it for garbage is vain


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the entries, which lie outside the folder that MkDocs reads, and their index."""
    folder = _root(config) / site.folder
    for path in sorted(folder.glob("*.md")):
        uri = f"{site.folder}/{path.name}"
        inclusion = InclusionLevel.INCLUDED if path.stem == "index" else InclusionLevel.NOT_IN_NAV
        if problems := site.reading.broken.get(path.stem):
            text = "\n".join(f"- {jinja2.filters.do_forceescape(str(p))}" for p in problems)
            content = f"# {path.stem}\n\nThis entry cannot be shown:\n\n{text}\n"
            file = File.generated(config, uri, content=content, inclusion=inclusion)
        else:
            file = File(
                uri, str(_root(config)), config.site_dir, config.use_directory_urls,
                inclusion=inclusion,
            )  # fmt: skip
        files.append(file)
    if (uri := f"{site.folder}/index.md") not in files.src_uris:
        files.append(File.generated(config, uri, content="---\ntitle: Glossary\n---\n"))
    site.linking.href = lambda id_, uri: get_relative_url(
        files.src_uris[f"{site.folder}/{id_}.md"].url, files.src_uris[uri].url
    )
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Hang the entries below the index without listing them; lead "edit" to the right file."""
    index = files.get_file_from_path(f"{site.folder}/index.md")
    for file in files.documentation_pages():
        page = file.page
        if page is None or not file.src_uri.startswith(site.folder + "/"):
            continue
        if page.edit_url:
            docs_path = f"{site.layout.docs}/{file.src_uri}"
            page.edit_url = page.edit_url.replace(docs_path, file.src_uri)
        if index is not None and file is not index and index.page is not None:
            page.parent = index.page  # type: ignore[assignment]
    order.update({page.file.src_uri: rank for rank, page in enumerate(nav.pages)})


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Tell the extensions which page comes, and MkDocs what the entry says of its page."""
    uri = page.file.src_uri
    has_options = "glossary" in page.meta or "key_terms" in page.meta
    matter = _front_matter(page) if has_options else FrontMatter(site.layout.repository_path(uri))
    _report(site.begin(uri, matter))
    if reviewed := page.meta.get("reviewed"):
        page.update_date = str(reviewed)
    if uri == f"{site.folder}/index.md":
        page.meta.setdefault("template", "glossary.html")
    elif entry := site.reading.glossary.entries.get(site.id_of(uri) or ""):
        page.meta["template"] = "entry.html"
        page.meta["description"] = entry.definition
    elif "key_terms" in page.meta:
        page.meta.setdefault("template", "explainer.html")
    folder = site.folder if site.id_of(uri) else ""
    site.redirects.update(redirects.of_page(page.meta.get("redirects"), page.url, folder))


def _front_matter(page: Page) -> FrontMatter:
    path = site.layout.repository_path(page.file.src_uri)
    return frontmatter.read(path, page.file.content_string)[0]


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Take in what was found on the page."""
    uri = page.file.src_uri
    if site.settings.search:
        site.add_text(uri, page.url, str(page.title), html)
    if site.unresolved:
        matter = _front_matter(page)
        _report(site.finish(uri, matter.body, matter.body_line))
    else:
        site.finish(uri, "", 1)


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Give the templates what they need to name and reach pages and entries."""
    if command == "build":
        site.reading.glossary.forget()  # every page is rendered

    def page_of(uri: str) -> Page | None:
        file = files.src_uris.get(uri)
        return file.page if file else None

    env.globals["page_of"] = page_of
    env.globals["entry_page"] = lambda id_: page_of(f"{site.folder}/{id_}.md")
    env.globals["glossary"] = site
    env.globals["order"] = order
    env.globals["text_fragment"] = text_fragment


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:  # noqa: ARG001
    """Add what an entry's page shows."""
    id_ = site.id_of(page.file.src_uri) or ""
    if id_ in site.reading.glossary.entries:
        context["view"] = site.view(id_, order)
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Write redirects and what the search reads; fail the build if an entry is wrong."""
    for taken in redirects.write(Path(config.site_dir), site.redirects, config.site_url):
        log.warning(f"“redirects” names “{taken}”, but that is the address of a page.")
    for name, text in site.search_files().items():
        file = Path(config.site_dir, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    if errors and command == "build":
        count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        raise PluginError(f"{count} in the glossary; each is named above.")


def on_serve(
    server: LiveReloadServer,
    config: MkDocsConfig,
    builder: Callable[..., None],  # noqa: ARG001
) -> LiveReloadServer:
    """Rebuild when an entry, a template or the engine changes, with the engine as it is then."""
    server.watch(str(_root(config) / site.folder))
    server.watch(str(Path(__file__).parent))
    build = server.builder

    def build_afresh() -> None:
        for name in [name for name in sys.modules if name.split(".")[0] == "lexicon"]:
            del sys.modules[name]
        Hooks._load_hook.cache_clear()
        build()

    server.builder = build_afresh
    return server
