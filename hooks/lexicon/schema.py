"""JSON Schemas for front matter and data files, and the reference page, all from the models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from lexicon.bibliography import Source
from lexicon.checks import rules
from lexicon.checks.silences import Silence
from lexicon.claims import Claim
from lexicon.entry import Entry
from lexicon.figures.data import Answer, Chip, Event, Expert, Layer, Model
from lexicon.glossary import Settings
from lexicon.links import exceptions
from lexicon.links.exceptions import Exemption
from lexicon.page import PageMatter

MODELS: Mapping[str, tuple[type[BaseModel], str, str]] = {
    "entry": (Entry, "The front matter of an entry", "glossary/*.md"),
    "page": (PageMatter, "The front matter of an explainer or another page", "docs/**/*.md"),
}
"""Front matter: the model, what it is of, and which files have it."""

LISTS: Mapping[str, tuple[type[BaseModel], str, str]] = {
    "sources": (Source, "A source of the bibliography", "docs/data/sources.yml"),
    "claims": (Claim, "A claim with its verdict", "docs/data/claims.yml"),
    "link-exceptions": (Exemption, "An address that is not checked", exceptions.FILE),
    "checks": (Silence, "A report that is silenced", "checks.yml"),
    "chips": (Chip, "An accelerator, as figures draw it", "docs/data/chips.yml"),
    "models": (Model, "A model, as figures draw it", "docs/data/models.yml"),
    "timeline": (Event, "An event of the timeline", "docs/data/timeline.yml"),
    "stacks": (Layer, "A layer of the two stacks", "docs/data/stacks.yml"),
    "router": (Expert, "An expert of the router's figure", "docs/data/router.yml"),
    "distillation": (Answer, "An answer of the teacher's", "docs/data/distillation.yml"),
}
"""Files that are a list: the model of an item, what an item is, and the file. A new data file
joins here, and gets its schema, its place in the editor's settings and its reference."""

FOLDER = "schema"
PAGES = "docs/contributing"


def generated(settings: Settings) -> dict[str, str]:
    """Every file that is made from the models, by its path in the repository."""
    files = {f"{FOLDER}/{name}.json": _json(schema) for name, schema in _schemas(settings)}
    files[f"{PAGES}/front-matter.md"] = "\n".join(_reference(settings)) + "\n"
    files[f"{PAGES}/checks.md"] = "\n".join(_checks()) + "\n"
    files[".vscode/lexicon.code-snippets"] = _json(_snippets(settings))
    files[".vscode/settings.json"] = _json(_editor())
    return files


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _schemas(settings: Settings) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, (model, about, _) in MODELS.items():
        yield name, _schema(model.model_json_schema(mode="validation"), about, settings)
    for name, (model, about, _) in LISTS.items():
        listed = TypeAdapter(list[model]).json_schema(mode="validation")  # type: ignore[valid-type]
        yield name, _schema(listed, f"{about}, one of a list", settings)


def _schema(schema: dict[str, Any], about: str, settings: Settings) -> dict[str, Any]:
    """A model's schema under its title, with the site's categories for `category`."""
    properties = schema.get("properties", {})
    if "category" in properties and settings.categories:
        properties["category"] |= {"enum": list(settings.categories)}
        properties["category"].pop("anyOf", None)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect} | schema | {"title": about}


# --- the reference pages ---------------------------------------------------------------------


def _reference(settings: Settings) -> Iterator[str]:
    yield "---"
    yield "title: Front matter reference"
    yield "description: Every key of an entry, an explainer and a data file, with its type."
    yield "glossary: false"
    yield "---"
    yield "<!-- Written by `lexicon schema` from the models in hooks/lexicon. Do not edit. -->"
    yield ""
    yield "# Front matter reference"
    yield ""
    yield "Front matter is the part of a file between two lines `---`, above the text. Each line"
    yield "is `key: value`. Put a value that holds a colon, a bracket or a # in quotes."
    for model, about, files in (*MODELS.values(), *LISTS.values()):
        yield ""
        yield f"## {about}"
        yield ""
        yield f"In `{files}`."
        yield ""
        yield from _table(model)
    yield ""
    yield "## Categories"
    yield ""
    for id_, title in settings.categories.items():
        yield f"- `{id_}`: {title}"


def _table(model: type[BaseModel]) -> Iterator[str]:
    schema = model.model_json_schema(mode="validation")
    required = schema.get("required", [])
    yield "| Key | Value | Meaning |"
    yield "| --- | --- | --- |"
    for key, field in schema["properties"].items():
        name = f"`{key}`, required" if key in required else f"`{key}`"
        yield f"| {name} | {_kind(field, schema)} | {_cell(field.get('description', ''))} |"


def _kind(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """The type of a value, in a contributor's words."""
    if "$ref" in field:
        return _kind(schema["$defs"][field["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in field:
        kinds = [_kind(one, schema) for one in field["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    match field.get("type"):
        case "array":
            return f"list: {_kind(field['items'], schema)}"
        case "boolean":
            return "`true` or `false`"
        case "object":
            return "set of keys"
    if field.get("format") == "date":
        return "date, e.g. `2026-11-20`"
    if "pattern" in field:
        return "id"
    longest = field.get("maxLength")
    return f"text, at most {longest} characters" if longest else "text"


def _checks() -> Iterator[str]:
    yield "---"
    yield "title: The checks"
    yield "description: What each report of lexicon check means, how grave it is, and its cure."
    yield "glossary: false"
    yield "---"
    yield "<!-- Written by `lexicon schema` from hooks/lexicon/checks. Do not edit. -->"
    yield ""
    yield "# The checks"
    yield ""
    yield "`lexicon check` reads every entry, explainer and data file. An error or a warning stops"
    yield "a pull request, a note does not; [how review works](review.md) says how to silence one."
    yield "`lexicon check --fix` mends those marked *mended*."
    yield ""
    yield "| Code | Severity | What is wrong | What to do |"
    yield "| --- | --- | --- | --- |"
    for rule in rules().values():
        severity = f"{rule.severity}, *mended*" if rule.fixable else rule.severity
        yield f"| `{rule.code}` | {severity} | {_cell(rule.about)} | {_cell(rule.cure)} |"


def _cell(text: str) -> str:
    """A text as a cell of a table; brackets, tags and bars in it are shown as they are."""
    shown = re.sub(r"(?<!`)(\[\[[^\]]*\]\]|\[\^[^\]]*\]|\{[^{}]*\})", r"`\1`", text)
    return shown.replace("|", "\\|").replace("<", "&lt;")


# --- the editor ------------------------------------------------------------------------------


def _snippets(settings: Settings) -> dict[str, Any]:
    """Snippets for VS Code: a whole entry, an explainer's head, a source, a citation."""
    categories = ",".join(settings.categories)
    category = f"category: ${{4|{categories}|}}" if categories else "category: $4"
    entry = [
        "---", "title: $1", "aliases: [$2]", "definition: >-", "  $3", category, "related: [$5]",
        "translations: {zh: $6}", "sources: [$7]",
        "reviewed: $CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE", "---", "$0", "",
        "**Common confusion:** ",
    ]  # fmt: skip
    page = [
        "---", "title: $1", "description: $2", "key_terms: [$3]",
        "reviewed: $CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE", "---", "# $1", "", "$0",
    ]  # fmt: skip
    kinds = ",".join(Source.model_json_schema()["properties"]["kind"]["enum"])
    source = [
        "- id: $1", "  title: $2", "  publisher: $3", "  date: '$4'", "  url: https://$5",
        f"  kind: ${{6|{kinds}|}}",
    ]  # fmt: skip
    return {
        "Glossary entry": _snippet("entry", "markdown", entry),
        "Explainer": _snippet("explainer", "markdown", page),
        "Citation": _snippet("cite", "markdown", ["[^$1]$0"]),
        "Link to an entry": _snippet("term", "markdown", ["[[${1:label}|${2:words}]]$0"]),
        "Source": _snippet("source", "yaml", source),
    }


def _editor() -> dict[str, Any]:
    """Settings for VS Code: which schema is for which data file, and how text is shown."""
    schemas = {f"./{FOLDER}/{name}.json": files for name, (_, _, files) in LISTS.items()}
    return {
        "yaml.schemas": schemas,
        "files.associations": {".vscode/*.code-snippets": "jsonc"},
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "[markdown]": {
            "editor.wordWrap": "on",
            "editor.quickSuggestions": {"other": True, "comments": False, "strings": False},
            "editor.snippetSuggestions": "top",
        },
        "markdown.validate.enabled": True,
        "task.allowAutomaticTasks": "on",
    }


def _snippet(prefix: str, scope: str, body: list[str]) -> dict[str, Any]:
    return {"prefix": prefix, "scope": scope, "body": body}
