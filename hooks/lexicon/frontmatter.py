"""Read a file's YAML front matter, or a whole YAML file, and remember where every key stands."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from lexicon.problems import Problem

try:  # the parser in C, where libyaml came with PyYAML
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover
    if not TYPE_CHECKING:
        from yaml import SafeLoader as _Loader

LONGEST = 16_384
"""Front matter longer than this many characters is refused: nobody wrote it by hand."""

DEEPEST = 8
"""Values nested deeper than this are refused."""

Position = tuple[int, int]
"""Line and column in the file, both counted from 1."""

Place = tuple[str | int, ...]
"""The way to a value: keys and list indexes from the top, e.g. `("related", 1)`."""


@dataclass(frozen=True)
class FrontMatter:
    """The values of a YAML mapping, where each stands, and the text that follows it."""

    path: str
    values: dict[str, Any] = field(default_factory=dict)
    positions: dict[Place, Position] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    """The line of the file, counted from 1, on which `body` begins."""

    def position(self, place: Place) -> Position:
        """Where the value at `place` stands, or the nearest value around it that has a position."""
        while place and place not in self.positions:
            place = place[:-1]
        return self.positions.get(place, (1, 1))

    def problem(self, place: Place, code: str, message: str, cure: str) -> Problem:
        """A problem with the value at `place`."""
        return Problem(self.path, *self.position(place), code, message, cure)


def decode(path: str, source: bytes) -> str | Problem:
    r"""The text of a UTF-8 file, with or without a byte order mark and with `\n` for line ends."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = source[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig")) + 1
        return Problem(
            path, line, column, "not-utf-8",
            f"The file is not UTF-8 text: byte 0x{source[error.start]:02x} cannot be read.",
            "Save the file with the encoding UTF-8.",
        )  # fmt: skip
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read(path: str, text: str) -> tuple[FrontMatter, list[Problem]]:
    """Split a page into its front matter and its body, and read the front matter.

    Whatever can be read is returned; what cannot is among the problems. A page without front
    matter has no values and no problems.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return FrontMatter(path, body=text), []
    last = next((n for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), None)
    if last is None:
        problem = Problem(
            path, 1, 1, "front-matter-open", "The front matter has no end.",
            "Write a line with only `---` below its last key.",
        )  # fmt: skip
        return FrontMatter(path), [problem]
    body = "\n".join(lines[last + 1 :])
    matter = FrontMatter(path, body=body, body_line=last + 2)
    return matter, _read_mapping(matter, "\n".join(lines[1:last]) + "\n", first_line=2)


def read_list(path: str, text: str) -> tuple[FrontMatter, list[Problem]]:
    """Read a YAML file that is one list of mappings.

    The list is the one value, under the key `items`; positions begin with `"items"`.
    """
    matter = FrontMatter(path)
    node, problems = _compose(path, text, 1)
    if node is None:
        return matter, problems
    if not isinstance(node, yaml.SequenceNode):
        message = "The file is not a list."
        return matter, [*problems, _problem(path, node, 1, message, "Begin each item with `- `.")]
    reader = _Reader(matter, 1)
    matter.values["items"] = reader.value(node, ("items",))
    return matter, problems + reader.problems


def syntax(path: str, text: str) -> list[Problem]:
    """What keeps a text from being YAML, whatever it holds."""
    return _compose(path, text, 1)[1]


def _read_mapping(matter: FrontMatter, text: str, first_line: int) -> list[Problem]:
    if len(text) > LONGEST:
        message = f"The front matter is longer than {LONGEST} characters."
        cure = "Move long text below the front matter."
        return [Problem(matter.path, 1, 1, "front-matter-long", message, cure)]
    node, problems = _compose(matter.path, text, first_line)
    if node is None:
        return problems
    if not isinstance(node, yaml.MappingNode):
        message = "The front matter is not a set of keys."
        cure = "Write each line as `key: value`, e.g. `title: Mixture of experts`."
        return [*problems, _problem(matter.path, node, first_line, message, cure)]
    reader = _Reader(matter, first_line)
    matter.values.update(reader.value(node, ()))
    return problems + reader.problems


def _compose(path: str, text: str, first_line: int) -> tuple[yaml.Node | None, list[Problem]]:
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        lines = text.split("\n")
        # libyaml often notices a mistake only at the next line; show the text it points to
        shown = lines[line].strip() if line < len(lines) else ""
        message = f"This is not valid YAML: {error.problem or error.context}."
        cure = (
            "Put text with a colon, quotation mark, bracket or # in quotes, "
            "and indent with spaces only"
        )
        cure += f"; look at or just above “{shown}”." if shown else "."
        return None, [Problem(path, first_line + line, column + 1, "bad-yaml", message, cure)]
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line = before.count("\n")
        column = error.position - before.rfind("\n")
        message = (
            f"This is not valid YAML: it holds the character U+{ord(text[error.position]):04X}."
        )
        cure = "Delete that character; it cannot be seen in most editors."
        return None, [Problem(path, first_line + line, column, "bad-yaml", message, cure)]
    return node, []


def _problem(path: str, node: yaml.Node, first_line: int, message: str, cure: str) -> Problem:
    mark = node.start_mark
    return Problem(path, first_line + mark.line, mark.column + 1, "bad-yaml", message, cure)


class _Reader:
    """Turns a YAML node into plain values and records their positions."""

    def __init__(self, matter: FrontMatter, first_line: int) -> None:
        self.matter = matter
        self.first_line = first_line
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Any:
        mark = node.start_mark
        self.matter.positions.setdefault(place, (self.first_line + mark.line, mark.column + 1))
        if id(node) in self._seen and not isinstance(node, yaml.ScalarNode):
            self._complain(node, "An alias (`*name`) repeats a value.", "Write the value out.")
            return None
        self._seen.add(id(node))
        if len(place) > DEEPEST:
            self._complain(node, "The value is nested too deep.", "Use a plain list or text.")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, i)) for i, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._complain(key_node, "A key must be a word.", "Write it as `key: value`.")
                continue
            key = key_node.value
            if key in values:
                first = self.matter.positions[(*place, key)]
                self._complain(
                    key_node,
                    f"The key “{key}” is written twice; it stands in line {first[0]} already.",
                    "Delete one of the two.",
                    "duplicate-key",
                )
                continue
            mark = key_node.start_mark
            here = (self.first_line + mark.line, mark.column + 1)
            self.matter.positions[(*place, key)] = here
            values[key] = self.value(value_node, (*place, key))
        return values

    def _complain(self, node: yaml.Node, message: str, cure: str, code: str = "bad-yaml") -> None:
        mark = node.start_mark
        line, column = self.first_line + mark.line, mark.column + 1
        self.problems.append(Problem(self.matter.path, line, column, code, message, cure))


def _scalar(node: yaml.Node) -> Any:
    """The value of a scalar: text, int, float, bool, date or None; text where YAML is in doubt."""
    text: str = node.value
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in ("yes", "true", "on")
    for name, convert in (
        ("int", int),
        ("float", float),
        ("timestamp", datetime.date.fromisoformat),
    ):
        if kind == name:
            try:
                return convert(text)
            except ValueError:
                return text
    return text
