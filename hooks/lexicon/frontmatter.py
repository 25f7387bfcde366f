"""Read a file's YAML front matter, or a whole YAML file, and remember where every key stands."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
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
    body: str = ""
    body_line: int = 1
    """The line of the file, counted from 1, on which `body` begins."""

    source: str = ""
    """The YAML from which the values were read."""

    source_line: int = 1
    """The line of the file, counted from 1, on which `source` begins."""

    @cached_property
    def positions(self) -> Mapping[Place, Position]:
        """Where each value stands. Read anew from the YAML, for few files have a problem."""
        node, _ = _compose(self.path, self.source, self.source_line)
        top = ("items",) if isinstance(node, yaml.SequenceNode) else ()
        return dict(_places(node, top, self.source_line)) if node else {}

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
    text, body = "\n".join(lines[1:last]) + "\n", "\n".join(lines[last + 1 :])
    if len(text) > LONGEST:
        message = f"The front matter is longer than {LONGEST} characters."
        cure = "Move long text below the front matter."
        problem = Problem(path, 1, 1, "front-matter-long", message, cure)
        return FrontMatter(path, body=body, body_line=last + 2), [problem]
    matter = FrontMatter(path, body=body, body_line=last + 2, source=text, source_line=2)
    return matter, _read_mapping(matter)


def read_list(path: str, text: str) -> tuple[FrontMatter, list[Problem]]:
    """Read a YAML file that is one list of mappings.

    The list is the one value, under the key `items`; positions begin with `"items"`.
    """
    matter = FrontMatter(path, source=text)
    node, problems = _compose(path, text, 1)
    if node is None:
        return matter, problems
    if not isinstance(node, yaml.SequenceNode):
        message = "The file is not a list."
        return matter, [*problems, _problem(path, node, 1, message, "Begin each item with `- `.")]
    reader = _Reader(path, 1)
    matter.values["items"] = reader.value(node, 1)
    return matter, problems + reader.problems


def syntax(path: str, text: str) -> list[Problem]:
    """What keeps a text from being YAML, whatever it holds."""
    return _compose(path, text, 1)[1]


def _read_mapping(matter: FrontMatter) -> list[Problem]:
    first_line = matter.source_line
    node, problems = _compose(matter.path, matter.source, first_line)
    if node is None:
        return problems
    if not isinstance(node, yaml.MappingNode):
        message = "The front matter is not a set of keys."
        cure = "Write each line as `key: value`, e.g. `title: Mixture of experts`."
        return [*problems, _problem(matter.path, node, first_line, message, cure)]
    reader = _Reader(matter.path, first_line)
    matter.values.update(reader.value(node) or {})
    return problems + reader.problems


def _compose(path: str, text: str, first_line: int) -> tuple[yaml.Node | None, list[Problem]]:
    def problem(line: int, column: int, message: str, cure: str) -> list[Problem]:
        return [Problem(path, first_line + line, column + 1, "bad-yaml", message, cure)]

    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_NO_LINE_ENDS)
    try:
        if "*" in text:
            # a node does not tell where an alias to it stands; nobody needs one here
            for event in yaml.parse(text, _Loader):
                if isinstance(event, yaml.AliasEvent):
                    return None, problem(*_point(event.start_mark), *_ALIAS)
        return _Loader(text).get_single_node(), []
    except yaml.MarkedYAMLError as error:
        return None, problem(*_diagnose(text, error))
    except (yaml.reader.ReaderError, UnicodeEncodeError) as error:
        # what libyaml does not read; the latter for half a character, which no file can hold
        if isinstance(error, UnicodeEncodeError):
            character = text[error.start]
        else:  # its position counts bytes or characters, as the parser does
            character = chr(error.character)
        before = text.partition(character)[0]
        message = f"The control character U+{ord(character):04X} stands here."
        cure = "Delete that character; it cannot be seen in most editors."
        column = len(before) - before.rfind("\n") - 1
        return None, problem(before.count("\n"), column, message, cure)
    except RecursionError:  # pragma: no cover - the parser in C does not recurse
        return None, problem(0, 0, *_TOO_DEEP)


_NO_LINE_ENDS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
"""What ends a line for YAML 1.1, though no editor counts it."""

_Advice = tuple[str, str]
"""A message and a cure."""

_TOO_DEEP = ("The value is nested too deep.", "Use a plain list or text.")
_ALIAS = (
    "A text cannot begin with “*” or “&”: YAML takes it for a reference to another value.",
    "Put the text in quotes, or write the other value out.",
)
_TAG = (
    "“!!{}” asks for more than a text, number, date, list or set of keys.",
    "Delete it; put a text that begins so in quotes.",
)
_RESERVED = ("A text cannot begin with “{}”.", "Put the text in quotes.")
_NO_COLON = (
    "This line is no key with a value.",
    "Put a space after its colon; indent it if it goes on from the line above.",
)
_COLON = (
    "A text that holds a colon with a space after it needs quotation marks.",
    'Write it as `key: "text: more text"`.',
)
_OPEN_LIST = (
    "The list that begins here is not closed.",
    "Write `]` at its end, and put a text with a comma, colon or bracket in quotes.",
)
_OPEN_MAPPING = (
    "The bracket that opens here is not closed.",
    "Write `}` at its end, and put a text with a comma, colon or bracket in quotes.",
)
_OPEN_QUOTE = (
    "The quotation mark that opens here is not closed.",
    "Write the same mark at the end of the text.",
)
_BACKSLASH = (
    "A backslash in double quotation marks begins a special character.",
    "Put the text in single quotation marks.",
)
_BLOCK = (
    "Only the end of the line may follow “>” or “|”.",
    "Move the text to the next line and indent it, or put it in quotes.",
)
_LIST_BESIDE_KEY = (
    "A list cannot begin in the line of its key.",
    "Begin it in the next line, or put the text in quotes.",
)
_INDENTATION = (
    "This line does not begin where the lines above it let it begin.",
    "Indent it like the key or the list item that it follows.",
)
_TRAILING = (
    "Nothing can follow a closing bracket or quotation mark in its line.",
    "Put the whole text in quotes; in single ones, write an apostrophe twice.",
)
_MISTAKES: tuple[tuple[str, bool, _Advice], ...] = (
    ("flow sequence", True, _OPEN_LIST),
    ("flow mapping", True, _OPEN_MAPPING),
    ("unknown escape", False, _BACKSLASH),
    ("quoted scalar", True, _OPEN_QUOTE),
    ("simple key", True, _NO_COLON),
    ("alias|anchor", True, _ALIAS),
    ("block scalar", False, _BLOCK),
    ("entries are not allowed", False, _LIST_BESIDE_KEY),
    ("cannot start any token|directive|node content|keys are not allowed", False, _RESERVED),
)
"""What the parser says, whether the cause stands where it began to read, and what to advise."""


def _diagnose(text: str, error: yaml.MarkedYAMLError) -> tuple[int, int, str, str]:
    """Line and column, both counted from 0, message and cure for what stopped the parser."""
    said = f"{error.context} {error.problem}"
    start, stop = _point(error.context_mark), _point(error.problem_mark or error.context_mark)
    lines = [*text.split("\n"), ""]
    line, column = stop
    begins = len(lines[line]) - len(lines[line].lstrip(" "))
    if lines[line][begins:].startswith("\t"):
        return line, begins, "A tab indents this line.", "Indent with spaces."
    if "mapping values" in said and re.match(r"[\s-]*[^\s:][^:]*:\s", lines[line][:column]):
        return line, column, *_COLON
    for pattern, from_start, (message, cure) in _MISTAKES:
        if re.search(pattern, said):
            line, column = start if from_start else stop
            return line, column, message.format(lines[line][column : column + 1]), cure
    if "mapping values" in said or begins == column:
        return line, begins, *_INDENTATION
    return line, column, *_TRAILING


def _point(mark: Any) -> tuple[int, int]:
    return (mark.line, mark.column) if mark else (0, 0)


def _position(node: yaml.Node, first_line: int) -> Position:
    return first_line + node.start_mark.line, node.start_mark.column + 1


def _problem(path: str, node: yaml.Node, first_line: int, message: str, cure: str) -> Problem:
    return Problem(path, *_position(node, first_line), "bad-yaml", message, cure)


_STANDARD = "tag:yaml.org,2002:"
"""What the names of YAML's own types begin with."""

_KINDS = frozenset("bool float int map merge null seq str timestamp value".split())
"""The types that a value without a tag may have."""


class _Reader:
    """Turns a YAML node into plain values."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []

    def value(self, node: yaml.Node, depth: int = 0) -> Any:
        if depth > DEEPEST:
            self._complain(node, *_TOO_DEEP)
            return None
        kind = node.tag.removeprefix(_STANDARD)
        if kind not in _KINDS:
            (message, cure), name = (_RESERVED, "!") if kind == node.tag else (_TAG, kind)
            self._complain(node, message.format(name), cure)
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._complain(key_node, "A key must be a word.", "Write it as `key: value`.")
                continue
            key = key_node.value
            if key in values:
                self._complain(
                    key_node,
                    f"The key “{key}” is written twice; it stands in line {lines[key]} already.",
                    "Delete one of the two.",
                    "duplicate-key",
                )
                continue
            lines[key] = self.first_line + key_node.start_mark.line
            values[key] = self.value(value_node, depth + 1)
        return values

    def _complain(self, node: yaml.Node, message: str, cure: str, code: str = "bad-yaml") -> None:
        position = _position(node, self.first_line)
        self.problems.append(Problem(self.path, *position, code, message, cure))


def _places(node: yaml.Node, place: Place, first_line: int) -> Iterator[tuple[Place, Position]]:
    """Where a node and each value in it stand; what is yielded last of a place holds.

    A value in a mapping stands where its key does, the first one if the key is written twice.
    """
    yield place, _position(node, first_line)
    if len(place) > DEEPEST:
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if isinstance(key, yaml.ScalarNode):
                yield from _places(value, (*place, key.value), first_line)
                yield (*place, key.value), _position(key, first_line)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _places(item, (*place, index), first_line)


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
