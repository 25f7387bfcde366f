"""The glossary: all entries, which labels lead to which, and how they hang together."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictStr

from lexicon import frontmatter
from lexicon.entry import ID, Entry, parse, salvage, validate
from lexicon.frontmatter import FrontMatter
from lexicon.labels import Form, base_form, canonical, fold, forget_words, forms
from lexicon.matcher import Matcher
from lexicon.problems import Names, Problem, did_you_mean

Frequency = Literal["first-per-page", "first-per-section", "every"]


def _tidy(path: str) -> str:
    return posixpath.normpath(path.strip("/"))


class Settings(BaseModel):
    """What a site sets under `extra.glossary` in its configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[StrictStr, AfterValidator(_tidy)] = Field(
        "glossary", description="The folder with the entries."
    )
    link: Frequency = Field("first-per-page", description="How often a term is linked.")
    categories: dict[StrictStr, StrictStr] = Field(
        {}, description="The categories: id and title. Empty: an entry may name any."
    )
    bibliography: StrictStr | None = Field(None, description="The YAML file with the sources.")
    claims: StrictStr | None = Field(None, description="The YAML file with the claims.")
    claims_page: StrictStr = Field("claims.md", description="The page that shows the claims.")
    search: StrictBool = Field(False, description="Write what this site's own search reads.")
    figures: StrictStr | None = Field(None, description="The folder with the data of figures.")


def settings(matter: FrontMatter, values: object) -> tuple[Settings, list[Problem]]:
    """Check what stands under `extra.glossary`; where it is wrong, defaults.

    `matter` is the configuration file, which tells where each setting stands.
    """
    place = ("extra", "glossary")
    if values is None:
        values = {}
    if not isinstance(values, Mapping):
        cure = "Write keys below it, e.g. `link: first-per-page`."
        message = "“extra.glossary” must be a set of keys."
        return Settings(), [matter.problem(place, "wrong-type", message, cure)]
    checked, problems = validate(Settings, matter, dict(values), place)
    named = [
        Problem(p.path, p.line, p.column, p.code, f"In extra.glossary: {p.message}", p.cure)
        for p in problems
    ]
    return checked or Settings(), named


@dataclass(frozen=True)
class Glossary:
    """The entries by id, in the order of their titles."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    @cached_property
    def forms(self) -> Mapping[str, tuple[Form, ...]]:
        """The label table: each folded form, and the labels that may be meant by it.

        A label itself beats an inflection of another entry's label, and a translation, unless
        letter case tells them apart. An inflection or a translation that two entries share
        belongs to neither: a wrong link is worse than a missing one.
        """
        table: dict[str, tuple[Form, ...]] = {}

        def add(made: Mapping[str, Form]) -> None:
            alone = {form: (form,) for form in made.values()}  # most stand alone, and share this
            for folded, form in made.items():
                others = table.get(folded)
                table[folded] = (*others, form) if others else alone[form]

        for id_, entry in self.entries.items():
            for label in entry.labels:
                add(forms(id_, label, entry.case))
            for label in entry.foreign_labels:
                folded, form = base_form(id_, label, entry.case)
                add({folded: form._replace(derived=True)})
        for folded in [folded for folded, found in table.items() if len(found) > 1]:
            if kept := _settle(table[folded]):
                table[folded] = kept
            else:
                del table[folded]
        return table

    @cached_property
    def matcher(self) -> Matcher:
        """The labels, compiled for search."""
        return Matcher(self.forms)

    def forget(self) -> None:
        """Give back the memory of what is made anew where it is wanted once more."""
        for name in ("forms", "matcher", "names"):
            self.__dict__.pop(name, None)
        forget_words()

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """For each entry that is `broader` for others, the ids of those others."""
        found: dict[str, list[str]] = {}
        for id_, entry in self.entries.items():
            for wider in entry.broader:
                found.setdefault(wider, []).append(id_)
        return {id_: tuple(ids) for id_, ids in found.items()}

    @cached_property
    def relations(self) -> Mapping[str, tuple[str, ...]]:
        """For each entry, the ids of those it is related to either way, in the glossary's order."""
        near: dict[str, set[str]] = {id_: set() for id_ in self.entries}
        for id_, entry in self.entries.items():
            for other in (*entry.broader, *entry.related):
                if other in near and other != id_:
                    near[id_].add(other)
                    near[other].add(id_)
        rank = {id_: n for n, id_ in enumerate(self.entries)}
        return {id_: tuple(sorted(near[id_], key=rank.__getitem__)) for id_ in near}

    def find(self, label: str) -> str | None:
        """The id of the entry that a label, a form of one, or an id leads to; None if none does."""
        if label in self.entries:
            return label
        plain = canonical(label).removesuffix("'s")
        candidates = self.forms.get(fold(plain), ())
        end = len(plain)
        return next((form.entry for form in candidates if form.fits(plain, 0, end)), None)

    @cached_property
    def names(self) -> Names:
        """Every label and every id, to find the nearest to one that is unknown."""
        labels = (label for entry in self.entries.values() for label in entry.labels)
        return Names(chain(labels, self.entries))


def _settle(found: tuple[Form, ...]) -> tuple[Form, ...]:
    """Which of the forms that fold to one text are kept."""
    kept = [form for form in found if not form.derived]
    if all(form.exact for form in kept):
        # what is written in another letter case may still be an inflection: "chips", with CHIPS
        owners: dict[object, set[str]] = {}
        for form in found:
            if form.derived:
                owners.setdefault(form.exact, set()).add(form.entry)
        kept += [form for form in found if form.derived and len(owners[form.exact]) == 1]
    # several only where letter case tells them apart; those that name the case come first
    return tuple(sorted(dict.fromkeys(kept), key=lambda form: -len(form.exact)))


@dataclass
class Reading:
    """What came of reading a folder of entries."""

    glossary: Glossary
    broken: dict[str, list[Problem]] = field(default_factory=dict)
    """The ids of the entries that could not be read, and why."""

    salvaged: dict[str, Entry] = field(default_factory=dict)
    """What is right of the entries that could not be read."""

    problems: list[Problem] = field(default_factory=list)
    bodies: dict[str, FrontMatter] = field(default_factory=dict)


def read(folder: Path, name: str, settings: Settings) -> Reading:
    """Read every entry of a folder.

    `name` is the folder's path in the repository, for messages. An entry with a problem of its
    own is left out; one that names another that does not exist is kept. `index.md` is no entry.

    Raises OSError if the folder or a file cannot be read.
    """
    entries: dict[str, Entry] = {}
    reading = Reading(Glossary())
    for file in sorted(folder.glob("*.md"), key=lambda file: file.stem):
        if file.stem == "index":
            continue
        path = f"{name}/{file.name}"
        entry, matter, problems = parse(path, file.read_bytes())
        problems += _check_id(path, file.stem)
        reading.bodies[file.stem] = matter
        if entry is None or problems:
            reading.broken[file.stem] = problems
            reading.salvaged[file.stem] = salvage(matter.values)
            reading.problems += problems
        else:
            entries[file.stem] = entry
    titles = sorted((letters(entry.title), entry.title, id_) for id_, entry in entries.items())
    reading.glossary = Glossary({id_: entries[id_] for _, _, id_ in titles})
    known = entries.keys() | reading.broken.keys()
    reading.problems += check_labels(entries, reading.bodies)
    for id_, entry in (entries | reading.salvaged).items():
        reading.problems += _check_references(id_, entry, reading.bodies[id_], known, settings)
    reading.problems += _check_redirects(entries, reading.bodies)
    reading.problems.sort()
    return reading


def letters(title: str) -> str:
    """What a title is sorted by: its letters in lower case, without their accents."""
    decomposed = unicodedata.normalize("NFKD", title)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _check_id(path: str, stem: str) -> list[Problem]:
    if re.fullmatch(ID, stem):
        return []
    message = f"The file name “{stem}.md” is no id."
    cure = "Use lower-case letters, digits and single hyphens, e.g. mixture-of-experts.md."
    return [Problem(path, 1, 1, "bad-id", message, cure)]


def check_labels(entries: Mapping[str, Entry], bodies: Mapping[str, FrontMatter]) -> list[Problem]:
    """A problem for each label that belongs to an entry which stands before its own already."""
    problems = []
    owners: dict[str, tuple[str, str]] = {}
    for id_, entry in entries.items():
        for place, label in _placed_labels(entry):
            first, other = owners.setdefault(fold(canonical(label)), (id_, label))
            if first == id_:
                continue
            exact = base_form(id_, label, entry.case)[1].exact
            others = base_form(first, other, entries[first].case)[1].exact
            if exact and others and exact != others:
                continue  # told apart by letter case
            line = bodies[first].position(
                next(p for p, text in _placed_labels(entries[first]) if text == other)
            )[0]
            problems.append(
                bodies[id_].problem(
                    place,
                    "label-taken",
                    f"The label “{label}” belongs to {bodies[first].path} (line {line}) already.",
                    "Delete it here or there, or give one of the two another label.",
                )
            )
    return problems


def _placed_labels(entry: Entry) -> list[tuple[frontmatter.Place, str]]:
    placed: list[tuple[frontmatter.Place, str]] = [(("title",), entry.title)]
    if entry.abbreviation:
        placed.append((("abbreviation",), entry.abbreviation))
    placed += [(("aliases", index), alias) for index, alias in enumerate(entry.aliases)]
    return placed


def _check_references(
    id_: str, entry: Entry, matter: FrontMatter, known: set[str], settings: Settings
) -> list[Problem]:
    problems = []
    if (
        entry.category is not None
        and settings.categories
        and entry.category not in settings.categories
    ):
        otherwise = "Known categories are: " + ", ".join(settings.categories) + "."
        cure = did_you_mean(entry.category, settings.categories, otherwise)
        message = f"The category “{entry.category}” is unknown."
        problems.append(matter.problem(("category",), "unknown-category", message, cure))
    for key, ids in (("related", entry.related), ("broader", entry.broader)):
        for index, other in enumerate(ids):
            if other == id_:
                message, cure = f"“{key}” names the entry itself.", "Delete it."
                problems.append(matter.problem((key, index), "self-reference", message, cure))
            elif other not in known:
                message = f"“{key}” names “{other}”, but there is no such entry."
                file = posixpath.join(posixpath.dirname(matter.path), f"{other}.md")
                otherwise = f"Write {file}, or delete the id."
                cure = did_you_mean(other, known, otherwise)
                problems.append(matter.problem((key, index), "unknown-id", message, cure))
    return problems


def _check_redirects(
    entries: Mapping[str, Entry], bodies: Mapping[str, FrontMatter]
) -> list[Problem]:
    problems = []
    owners = {id_: matter.path for id_, matter in bodies.items()}
    owners["index"] = "the glossary's index"
    for id_, entry in entries.items():
        for index, former in enumerate(entry.redirects):
            if former in owners:
                message = f"The address “{former}” belongs to {owners[former]} already."
                cure = "Delete it here."
                problems.append(
                    bodies[id_].problem(("redirects", index), "redirect-taken", message, cure)
                )
            owners.setdefault(former, bodies[id_].path)
    return problems
