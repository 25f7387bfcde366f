"""The entry: what a file in the glossary says about one term."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from lexicon import frontmatter
from lexicon.frontmatter import FrontMatter, Place
from lexicon.problems import Problem, did_you_mean

_Model = TypeVar("_Model", bound=BaseModel)

Case = Literal["smart", "sensitive", "insensitive"]

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""What an entry's id looks like: lower-case words and digits joined by single hyphens."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_LATIN = re.compile(r"[^\W\d_A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_LANGUAGE = re.compile(r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")


def _clean(text: str) -> str:
    if found := _CONTROL.search(text):
        name = f"U+{ord(found[0]):04X}"
        raise PydanticCustomError(
            "control-character",
            "holds the control character {name}",
            {"name": name, "cure": "Delete that character."},
        )
    return text


def _plain(text: str) -> str:
    """One line of plain text: white space, line breaks included, becomes single spaces."""
    if not text.strip():
        raise PydanticCustomError("blank", "is empty")
    line = " ".join(text.split())
    return text if line == text else line  # the same text, not one like it: there are many


def _label(text: str) -> str:
    text = _plain(text)
    if not any(character.isalnum() for character in text):
        raise PydanticCustomError("bad-label", "has no letter and no digit", _LABEL_CURE)
    if "[[" in text or "]]" in text or "|" in text:
        raise PydanticCustomError("bad-label", "holds [[, ]] or |", _LABEL_CURE)
    return text


_LABEL_CURE = {"cure": "Write the words that a text would use for the term."}


def _language(tag: str) -> str:
    if not _LANGUAGE.match(tag):
        cure = {"cure": "Use a BCP 47 tag such as zh, zh-Hant or ja."}
        raise PydanticCustomError("bad-language", "is no language tag", cure)
    return tag


Text = Annotated[str, StringConstraints(strict=True, min_length=1), AfterValidator(_clean)]
Id = Annotated[str, StringConstraints(strict=True, pattern=ID)]
Label = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=120),
    AfterValidator(_clean), AfterValidator(_label),
]  # fmt: skip
Plain = Annotated[Text, AfterValidator(_plain)]
Language = Annotated[str, AfterValidator(_language)]


class Entry(BaseModel):
    """One term: its labels, its definition and its place among the other terms.

    The field names follow SKOS (W3C, 2009) where it has a word: `title` is the preferred label,
    `aliases` are alternative labels, `broader` and `related` are its relations.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Label = Field(description="The preferred label: the term as a sentence would write it.")
    abbreviation: Label | None = Field(None, description="The short form of the term, e.g. MoE.")
    aliases: tuple[Label, ...] = Field((), description="Other labels that mean the same.")
    definition: Plain = Field(
        max_length=600,
        description="One or two plain sentences, without Markdown, that stand alone.",
    )
    category: str | None = Field(None, description="One of extra.glossary.categories.")
    related: tuple[Id, ...] = Field((), description="Ids of related entries.")
    broader: tuple[Id, ...] = Field((), description="Ids of entries with a wider meaning.")
    translations: dict[Language, Label] = Field(
        {},
        description="The term in other languages, by BCP 47 language tag. One that is not in "
        "Latin letters is linked as a label is.",
    )
    autolink: StrictBool = Field(
        True, description="false: linked only where an author writes [[...]]."
    )
    context: tuple[Label, ...] = Field(
        (),
        description="Words one of which must stand in the same paragraph, or in the heading above "
        "it, for a mention to be linked by itself; their letter case counts as that of a label "
        "does. For a label with other meanings.",
    )
    case: Case = Field(
        "smart", description="Whether letter case matters: smart, sensitive or insensitive."
    )
    redirects: tuple[Id, ...] = Field((), description="Other ids whose addresses lead here.")
    sources: tuple[Id, ...] = Field((), description="Ids of sources in the bibliography.")
    reviewed: datetime.date | None = Field(
        None, strict=True, description="The date of the last factual review."
    )

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label the entry is known by: title, abbreviation, aliases."""
        short = (self.abbreviation,) if self.abbreviation else ()
        return (self.title, *short, *self.aliases)

    @property
    def foreign_labels(self) -> tuple[str, ...]:
        """The translations that can be told from English words: those not in Latin letters.

        One of a single character is left out, for it would be a part of other words.
        """
        found = self.translations.values()
        return tuple(label for label in found if len(label) > 1 and _NOT_LATIN.search(label))


def parse(path: str, source: bytes) -> tuple[Entry | None, FrontMatter, list[Problem]]:
    """Read one entry's file.

    `path` is relative to the repository's root; it serves for the messages alone. The entry is
    None if anything is wrong with it.
    """
    text = frontmatter.decode(path, source)
    if isinstance(text, Problem):
        return None, FrontMatter(path), [text]
    if not text.strip():
        cure = "Begin it with a line `---`, then `title:` and `definition:`, then `---`."
        return None, FrontMatter(path), [Problem(path, 1, 1, "empty", "The file is empty.", cure)]
    matter, problems = frontmatter.read(path, text)
    if not problems and text.split("\n", 1)[0].rstrip() != "---":
        problems = [_no_front_matter(path, text)]
    unreadable = any(p.code != "duplicate-key" for p in problems)
    if unreadable:
        return None, matter, problems
    entry, more = validate(Entry, matter, matter.values, ())
    return (entry if not problems else None), matter, problems + more


def salvage(values: Mapping[str, Any]) -> Entry:
    """An entry of the keys that are right, to see what they name; it may lack a title."""
    try:
        return Entry.model_validate(values)
    except ValidationError as error:
        wrong = {detail["loc"][0] for detail in error.errors()}
        return Entry.model_construct(**{k: v for k, v in values.items() if k not in wrong})


def _no_front_matter(path: str, text: str) -> Problem:
    if text.lstrip().startswith("---"):
        message = "The line `---` is not the first of the file."
        cure = "Delete what stands before it, blank lines too."
    else:
        message = "The entry has no front matter."
        cure = "Begin the file with a line `---`, then `title:` and `definition:`, then `---`."
    return Problem(path, 1, 1, "no-front-matter", message, cure)


def validate(
    model: type[_Model], matter: FrontMatter, values: Any, place: Place
) -> tuple[_Model | None, list[Problem]]:
    """Check `values`, which stand at `place` in `matter`, against a model; report every mistake."""
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        return None, sorted(_explain(model, matter, place, detail) for detail in error.errors())


def _explain(
    model: type[BaseModel], matter: FrontMatter, place: Place, detail: ErrorDetails
) -> Problem:
    kind, message, cure = explain(detail, model.model_fields, place)
    return matter.problem((*place, *detail["loc"]), kind, message, cure)


_DATE = "Write it as year-month-day without quotation marks, e.g. `2026-11-20`."
_TYPES: Mapping[str, tuple[str, str]] = {
    "string_type": ("text", "Write one text, in quotes if it looks like a number, date or yes/no."),
    "tuple_type": ("a list", "Write it as a list: `[one, two]`."),
    "dict_type": ("a set of keys", "Write it as `{key: value}`."),
    "model_type": ("a set of keys", "Write its keys in lines of their own, as `key: value`."),
    "bool_type": ("true or false", "Write `true` or `false`, without quotation marks."),
    "date_type": ("a date", _DATE),
}


def explain(
    detail: ErrorDetails, fields: Mapping[str, Any], place: Place = ()
) -> tuple[str, str, str]:
    """Code, message and cure for one mistake that pydantic found, in a contributor's words.

    `place` is that of the model's own values, whose last key names them where all are wrong.
    """
    loc, kind, given, context = (
        detail["loc"],
        detail["type"],
        detail["input"],
        detail.get("ctx", {}),
    )
    key = _name(loc or tuple(part for part in place[-1:] if isinstance(part, str)))
    shown = f"“{given}”" if isinstance(given, str | int | float) else "its value"
    if kind == "missing":
        return "missing-key", f"The key {key} is missing.", f"Add a line `{loc[-1]}: …`."
    if kind == "extra_forbidden":
        cure = did_you_mean(str(loc[-1]), fields, "Known keys are: " + ", ".join(fields) + ".")
        return "unknown-key", f"The key {key} is unknown.", cure
    if given is None or kind in ("string_too_short", "blank"):
        return "empty-value", f"{key} is empty.", "Write a value (in quotes if it begins with #)."
    if kind == "too_short":
        return "empty-value", f"{key} is an empty list.", "Write at least one item."
    if kind in _TYPES:
        return "wrong-type", *_explain_type(kind, key, given)
    if kind == "literal_error":
        expected = str(context.get("expected", "")).replace("'", "")
        return "wrong-value", f"{key} cannot be {shown}.", f"Write one of: {expected}."
    if kind == "string_too_long":
        longest = context.get("max_length")
        cure = "Shorten it; put the rest in the body below the front matter."
        return "too-long", f"{key} has {len(given)} characters; {longest} are allowed.", cure
    if kind == "string_pattern_mismatch":
        cure = f"Use lower-case letters, digits and single hyphens only, e.g. `{_slug(given)}`."
        return "bad-id", f"{key} is no id: {shown}.", cure
    if "cure" in context:
        return kind, f"{key} {detail['msg']}.", str(context["cure"])
    return (
        "invalid",
        f"{key} is wrong: {detail['msg']}.",
        "See the front matter reference.",
    )


def _name(loc: tuple[str | int, ...]) -> str:
    """The words that name the value at `loc`, at the beginning of a sentence."""
    *around, last = [part for part in loc if part != "[key]"] or ["This item"]
    if isinstance(last, int):
        return f"Item {last + 1} of “{around[-1]}”"
    within = f" in “{around[-1]}”" if around else ""
    return f"“{last}”{within}" if loc else last


def _slug(text: str) -> str:
    """The id that is most likely meant by a title, a file name or an address."""
    stem = text.rstrip("/").rpartition("/")[2].removesuffix(".md").casefold()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "mixture-of-experts"


def _explain_type(kind: str, key: str, given: Any) -> tuple[str, str]:
    """Message and cure for a value of another type than the one that is wanted."""
    wanted, cure = _TYPES[kind]
    message = f"{key} must be {wanted}, not {_describe(given)}."
    if kind == "tuple_type" and isinstance(given, str):
        cure = f"Write it as a list: `[{given}]`."
    if kind == "model_type" and given in ("true", "false"):
        message = f"The value of {key} stands in quotation marks."
        cure = f"Write `{key.strip('“”')}: {given}`, without quotation marks."
    if kind == "date_type" and re.fullmatch(r"\d{4}-\d\d-\d\d", str(given)):
        try:
            datetime.date.fromisoformat(given)
        except ValueError:
            message = f"{key} is no day of the calendar: “{given}”."
        else:
            message, cure = f"{key} stands in quotation marks.", "Delete the quotation marks."
    return message, cure


def _describe(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return f"the yes-or-no value {str(value).lower()}"
        case str():
            return f"the text “{value}”"
        case int() | float():
            return f"the number {value}"
        case datetime.date():
            return f"the date {value}"
        case list():
            return "a list"
        case _:
            return "a set of keys"
