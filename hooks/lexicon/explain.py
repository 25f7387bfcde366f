"""Why is this not a link? For each place where a label stands on a page, what was decided.

The element tree that links are put into knows nothing of lines. The words of the source and the
words of the tree are therefore aligned (Ratcliff and Obershelp, difflib), and a place takes the
line of its first word. What stands in the source and not in the tree is code, an address, an
attribute or raw HTML.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from xml.etree.ElementTree import Element

from lexicon.labels import Text, words
from lexicon.linking import Trace, Verdict
from lexicon.matcher import Match, Matcher, Rejection
from lexicon.project import Page, Project
from lexicon.rawhtml import RawHtml
from lexicon.segments import Segment


@dataclass(frozen=True, order=True)
class Explanation:
    """What became of a label in one place."""

    line: int
    """The line of the file, counted from 1."""

    words: str
    """The words as written."""

    entry: str
    """The id of the entry that the label belongs to."""

    linked: bool
    """Whether the place is a link."""

    reason: str
    """What was decided and by which rule of linking."""

    def __str__(self) -> str:
        verb = "linked" if self.linked else "not linked"
        return f"{self.line}: “{self.words}” ({self.entry}) {verb}: {self.reason}"


_RULES = {
    Verdict.LINKED: "the first mention (rule 4)",
    Verdict.WRITTEN: "the author wrote the link (rules 4 and 5)",
    Verdict.OWN: "an entry never links to itself (rule 4)",
    Verdict.SKIPPED: "the page's front matter skips the entry (rule 6)",
    Verdict.UNLINKED: "the entry says autolink: false (rule 6)",
    Verdict.COMPANY: "none of the entry's context words stands in the paragraph (context)",
    Verdict.CROSSES: "a link would cross the edge of an emphasis or the like (rule 7)",
}


@dataclass(frozen=True)
class _Place:
    """A label in a stretch of running text or of text that is not searched."""

    words: str
    entry: str
    linked: bool
    reason: str
    word: int
    """Which word of the tree it begins with."""


def explain(project: Project, page: Page) -> list[Explanation]:
    """What was decided for each place on a page where a label stands, in the order of lines."""
    site = project.site
    site.begin(page.uri, page.matter)
    site.linking.trace = trace = Trace()
    project.markdown().convert(page.matter.body)
    site.linking.trace = None
    tree_words, places = _read_tree(trace, site.reading.glossary.matcher)
    source_words = list(_source_words(page))
    lines = _align([word for word, _ in source_words], tree_words)
    found = []
    mentioned: dict[str, int] = {}
    for place in places:
        line = _line(lines, source_words, place.word, page)
        reason = place.reason
        if place.linked:
            mentioned.setdefault(place.entry, line)
        elif place.reason == Verdict.ALREADY.value:
            reason = f"already mentioned in line {mentioned.get(place.entry, line)} (rule 4)"
        if not site.linking.page.enabled and not place.linked:
            reason = "the page's front matter says glossary: false (rule 6)"
        found.append(Explanation(line, place.words, place.entry, place.linked, reason))
    found += _outside_the_tree(page, set(lines.values()), site.reading.glossary.matcher)
    return sorted(found, key=lambda one: one.line)


def _read_tree(trace: Trace, matcher: Matcher) -> tuple[list[str], list[_Place]]:
    """The words of the page in the order of the tree, and the labels among them."""
    decided = {
        (id(segment), found.start, found.entry): verdict
        for segment, found, verdict in trace.decisions
    }
    tree_words: list[str] = []
    places: list[_Place] = []
    for segment in trace.segments:
        raw = RawHtml(trace.stash)
        text = Text(segment.text, lambda token, raw=raw: _shown(raw, token))  # type: ignore[misc]
        hidden = Text(segment.text, RawHtml(trace.stash).read)
        searched = {hidden.start(match.start) for match in matcher.find(hidden)}
        written = _written(trace, segment)
        # what is in the text and what is in elements inside it, in the order of the page
        stretches: list[tuple[int, Text, Element | None]] = []
        begin = 0
        for start, end, inset in segment.insets:
            stretches.append((begin, text, None))
            stretches.append((start, Text("".join(inset.itertext())), inset))
            begin = end
        stretches.append((begin, text, None))
        judged = [
            (text.start(match.start), match, rejection)
            for match, rejection in matcher.examine(text)
        ]
        ends = [start for start, _, inset in stretches[1:] if inset is not None]
        for number, (start, stretch, element) in enumerate(stretches):
            first = len(tree_words)
            if element is not None:
                entry = written.pop(start, None)
                if entry:
                    reason = _RULES[Verdict.WRITTEN]
                    places.append(_Place(stretch.plain, entry, True, reason, first))
                places += _in_inset(element, stretch, matcher, first, entry)
                tree_words += _words(stretch.plain)
                continue
            end = ends[number // 2] if number // 2 < len(ends) else len(segment.text) + 1
            starts = []
            for word in words(text.folded).finditer(text.folded):
                if start <= text.start(word.start()) < end:
                    starts.append(text.start(word.start()))
                    tree_words.append(text.plain[word.start() : word.end()])
            for position, match, rejection in judged:
                if start <= position < end:
                    nth = first + sum(other < position for other in starts)
                    places.append(_judge(segment, text, match, rejection, decided, searched, nth))
        for entry in written.values():  # raw HTML's
            places.append(_Place(entry, entry, True, _RULES[Verdict.WRITTEN], len(tree_words) - 1))
    return tree_words, places


def _words(plain: str) -> list[str]:
    return words(plain).findall(plain)


def _shown(raw: RawHtml, token: str) -> str:
    """What a placeholder shows, also inside raw elements that are not searched."""
    raw.inside = None
    return raw.read(token) or ""


def _written(trace: Trace, segment: Segment) -> dict[int, str]:
    """Where in a segment the author wrote links to entries, and to which."""
    return {
        found.start: found.entry
        for other, found, verdict in trace.decisions
        if other is segment and verdict is Verdict.WRITTEN
    }


def _judge(
    segment: Segment,
    text: Text,
    match: Match,
    rejection: Rejection | None,
    decided: dict[tuple[int, int, str], Verdict],
    searched: set[int],
    nth: int,
) -> _Place:
    start, entry = text.start(match.start), match.form.entry
    shown = text.plain[match.start : match.end]
    if rejection is not None:
        return _Place(shown, entry, False, f"{rejection.value} ({_RULE_OF[rejection]})", nth)
    verdict = decided.get((id(segment), start, entry))
    if verdict is None:
        reason = "inside a raw HTML element" if start not in searched else "another link was meant"
        return _Place(shown, entry, False, f"{reason} (rule 1)", nth)
    reason = _RULES.get(verdict, verdict.value)
    return _Place(shown, entry, verdict is Verdict.LINKED, reason, nth)


_RULE_OF = {
    Rejection.CASE: "rule 2",
    Rejection.PART: "rule 2",
    Rejection.ADDRESS: "rule 2",
    Rejection.SHADOWED: "rule 3",
}


def _in_inset(
    inset: Element, text: Text, matcher: Matcher, first: int, linked: str | None
) -> Iterator[_Place]:
    """The labels in an element that is not searched; `linked` is the entry it leads to, if any."""
    positions = [word.start() for word in words(text.folded).finditer(text.folded)]
    name = f"inside <{inset.tag}>"
    if class_ := inset.get("class"):
        name += f" of class “{class_}”"
    for match, rejection in matcher.examine(text):
        if rejection is None and match.form.entry != linked:
            nth = first + sum(position < match.start for position in positions)
            shown = text.plain[match.start : match.end]
            yield _Place(shown, match.form.entry, False, f"{name} (rule 1)", nth)


def _source_words(page: Page) -> Iterator[tuple[str, int]]:
    """The words of the Markdown, each with its line in the file."""
    for number, line in enumerate(page.matter.body.split("\n"), start=page.matter.body_line):
        for word in _words(Text(html.unescape(line)).plain):
            yield word, number


def _align(source: list[str], tree: list[str]) -> dict[int, int]:
    """For each word of the tree that the source has in the same order, which one it is."""
    matcher = SequenceMatcher(None, source, tree, autojunk=len(source) > 20_000)
    return {
        block.b + offset: block.a + offset
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }


def _line(lines: dict[int, int], source: list[tuple[str, int]], word: int, page: Page) -> int:
    """The line of a word of the tree, or of the nearest word before it that the source has."""
    while word >= 0 and word not in lines:
        word -= 1
    return source[lines[word]][1] if word >= 0 else page.matter.body_line


def _outside_the_tree(page: Page, aligned: set[int], matcher: Matcher) -> Iterator[Explanation]:
    """The labels in the source that the tree does not have."""
    first, fenced = 0, False
    for number, line in enumerate(page.matter.body.split("\n"), start=page.matter.body_line):
        text = Text(html.unescape(line))
        positions = [word.start() for word in words(text.folded).finditer(text.folded)]
        fence = line.lstrip().startswith(("```", "~~~"))
        fenced ^= fence
        for match, rejection in matcher.examine(text):
            nth = first + sum(position < match.start for position in positions)
            if rejection in (None, Rejection.ADDRESS) and nth not in aligned:
                in_code = fenced or fence or line.startswith("    ")
                where = "code" if in_code else "an address, an attribute, a definition or raw HTML"
                shown = text.plain[match.start : match.end]
                yield Explanation(number, shown, match.form.entry, False, f"in {where} (rule 1)")
        first += len(positions)
