"""Why is this not a link? For each place where a label stands on a page, what was decided.

What the linker decided is known by the place in the page's element tree; where that is in the
Markdown, `sourcemap` finds out. What stands in the Markdown and not in the tree's text is code, an
attribute, a comment, raw HTML or syntax. What stands in the tree and not in the Markdown was
brought in, such as the note of a source, a claim or a figure, and is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from xml.etree.ElementTree import Element

from lexicon import rawhtml, sourcemap
from lexicon.labels import SOFT_HYPHENS, Text, words
from lexicon.linking import UNKNOWN, Found, Trace, Verdict
from lexicon.matcher import Match, Rejection
from lexicon.problems import Problem
from lexicon.project import Page, Project
from lexicon.rawhtml import RawHtml
from lexicon.segments import Segment
from lexicon.sourcemap import Rendering, SourceMap


@dataclass(frozen=True, order=True)
class Explanation:
    """What became of a label in one place."""

    line: int
    """The line of the file, counted from 1."""

    column: int
    """The column in that line, counted from 1."""

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
        return f"{self.line}:{self.column}: “{self.words}” ({self.entry}) {verb}: {self.reason}"


class _Place(NamedTuple):
    """A label in the text of the page."""

    stretches: tuple[tuple[int, int, int], ...]
    """Where to look for its mark: in which text, from where, to where."""

    words: str
    entry: str
    linked: bool
    reason: str
    again: bool = False
    """Whether it is no link because the entry is mentioned earlier."""


_FIRST = {
    "first-per-page": "the first mention on the page (rule 4)",
    "first-per-section": "the first mention in the section (rule 4)",
    "every": "every mention is linked (rule 4)",
}
_WRITTEN = "the author wrote the link (rule 5)"
_BEFORE, _AFTER = re.compile(r"\S*\Z"), re.compile(r"\S*")
_PUNCTUATION = ".,;:!?()\"'“”"


def explain(project: Project, page: Page) -> tuple[list[Explanation], list[Problem]]:
    """What was decided for each place on a page where a label stands, in the order of the file.

    And what is wrong with the options of the page and with the links that its author wrote.
    """
    return _Explainer(project, page).explain()


class _Explainer:
    """One page and what the linker decided on it."""

    def __init__(self, project: Project, page: Page) -> None:
        self._page = page
        self._site = project.site
        self._linking = project.site.linking
        self._glossary = project.site.reading.glossary
        self._markdown = project.markdown()
        self._problems = self._site.begin(page.uri, page.matter)
        self._options = self._linking.page
        # what else speaks against a link is told, too, where none is wanted
        self._linking.page = replace(self._options, enabled=True)
        self._trace = self._convert(page.matter.body)[0]
        self._problems += self._site.finish(page.uri, page.matter.body, page.matter.body_line)

    def _convert(self, source: str) -> tuple[Trace, str]:
        self._linking.trace = trace = Trace()
        html = self._markdown.reset().convert(source)
        self._linking.trace = None
        return trace, html

    def _render(self, source: str) -> Rendering:
        trace, html = self._convert(source)
        return Rendering([text for s in trace.segments for text in _texts(s)], html)

    def explain(self) -> tuple[list[Explanation], list[Problem]]:
        """See above."""
        places = list(self._places())
        body = self._page.matter.body
        self._linking.page = replace(self._options, enabled=False)
        heads = {
            text.start(position)
            for text in (Text(body), Text(body, soft_hyphens="join"))
            for position in self._glossary.matcher.heads(text)
        }
        source_map = sourcemap.find(self._render, body, heads)
        origins = self._origins(places, source_map)
        found: dict[tuple[int, str, str], Explanation] = {}
        mentioned: dict[str, int | None] = {}
        for place, origin in zip(places, origins, strict=True):
            reason = self._again(mentioned.get(place.entry)) if place.again else place.reason
            if place.linked:
                mentioned[place.entry] = origin
            if origin is not None:
                one = self._explanation(origin, place.words, place.entry, place.linked, reason)
                found.setdefault((origin, place.words, place.entry), one)
        taken = {origin for origin in origins if origin is not None}
        for origin, shown, entry, reason in self._elsewhere(source_map, taken):
            found[origin, shown, entry] = self._explanation(origin, shown, entry, False, reason)
        return sorted(found.values()), self._problems

    def _explanation(
        self, origin: int, shown: str, entry: str, linked: bool, reason: str
    ) -> Explanation:
        body = self._page.matter.body
        line = self._line(origin)
        column = origin - body.rfind("\n", 0, origin)
        return Explanation(line, column, shown, entry, linked, reason)

    def _line(self, origin: int) -> int:
        matter = self._page.matter
        return matter.body_line + matter.body.count("\n", 0, origin)

    # --- the text of the page --------------------------------------------------------------

    def _places(self) -> Iterator[_Place]:
        """The labels in the text of the page, in its order."""
        decisions: defaultdict[int, list[tuple[Found, Verdict]]] = defaultdict(list)
        for segment, found, verdict in self._trace.decisions:
            decisions[id(segment)].append((found, verdict))
        inside = rawhtml.open_elements([s.text for s in self._trace.segments], self._trace.stash)
        number = 0
        for nth, segment in enumerate(self._trace.segments):
            decided = decisions[id(segment)]
            linked = {
                (found.start, found.end): found.entry for found, _ in decided if found.written
            }
            places = [(f.start, self._decided(number, segment, f, v)) for f, v in decided]
            places += self._undecided(number, segment, decided, inside.get(nth))
            for place, (start, end, inset) in enumerate(segment.insets, start=number + 1):
                within = self._in_inset(place, inset, linked.get((start, end)))
                places += [(start, one) for one in within]
            yield from (place for _, place in sorted(places, key=lambda place: place[0]))
            number += 1 + len(segment.insets)

    def _decided(self, number: int, segment: Segment, found: Found, verdict: Verdict) -> _Place:
        start, end, entry, _ = found
        if verdict is Verdict.WRITTEN or found.written:
            stretches, shown = _written(number, segment, found)
            if verdict is Verdict.WRITTEN:
                return _Place(stretches, shown, entry, True, _WRITTEN)
        else:
            stretches, shown = ((number, start, end),), self._show(segment.text[start:end])
        if not self._options.enabled:
            line = self._page.matter.position(("glossary",))[0]
            reason = f"line {line} says glossary: false (rule 6)"
            return _Place(stretches, shown, entry, False, reason)
        reason = self._reason(verdict, entry)
        again = verdict is Verdict.ALREADY and entry not in self._linking.unlinked
        return _Place(stretches, shown, entry, verdict is Verdict.LINKED, reason, again)

    def _reason(self, verdict: Verdict, entry: str) -> str:
        if verdict is Verdict.LINKED:
            return _FIRST[self._options.link or self._site.settings.link]
        if verdict is Verdict.OWN:
            return "an entry never links to itself (rule 4)"
        if verdict is Verdict.SKIPPED:
            skipped = self._page.matter.values["glossary"]["skip"].index(entry)
            line = self._page.matter.position(("glossary", "skip", skipped))[0]
            return f"line {line} skips the entry on this page (rule 6)"
        if verdict is Verdict.COMPANY:
            company = ", ".join(self._glossary.entries[entry].context)
            return (
                f"none of the words that the entry asks for under “context” ({company}) stands in "
                "the paragraph or in the heading above it (rule 6)"
            )
        if verdict is Verdict.CROSSES:
            return "a link would cross the edge of an emphasis or the like (rule 7)"
        matter = self._site.reading.bodies[entry]
        return f"{matter.path}:{matter.position(('autolink',))[0]} says autolink: false (rule 6)"

    def _again(self, origin: int | None) -> str:
        if origin is None:
            return "already mentioned in text that the page brings in (rule 4)"
        return f"already mentioned in line {self._line(origin)} (rule 4)"

    def _undecided(
        self,
        number: int,
        segment: Segment,
        decided: list[tuple[Found, Verdict]],
        inside: str | None,
    ) -> Iterator[tuple[int, _Place]]:
        """The labels in a segment that the linker did not have to decide on, and where."""
        known = {(found.start, found.entry) for found, _ in decided}
        raw = RawHtml(self._trace.stash)
        text = Text(segment.text, lambda token: _shown(raw, token))
        examined = self._glossary.matcher.examine(text)
        accepted = [match for match, rejection in examined if rejection is None]
        for match, rejection in examined:
            start, end, entry = text.start(match.start), text.end(match.end), match.form.entry
            if (start, entry) in known:
                continue
            if rejection is not None:
                reason = _rejected(match, rejection, text.plain, accepted)
            else:
                reason = self._unsearched(segment, start, inside)
            shown = _one_line(text.plain[match.start : match.end])
            yield start, _Place(((number, start, end),), shown, entry, False, reason)

    def _unsearched(self, segment: Segment, position: int, inside: str | None) -> str:
        raw = RawHtml(self._trace.stash, inside)
        for token in rawhtml.TOKEN.finditer(segment.text, 0, position):
            raw.read(token[0])
        if raw.inside:
            return f"inside <{raw.inside}> (rule 1)"
        if any(a <= position < b for a, b in map(re.Match.span, UNKNOWN.finditer(segment.text))):
            return "inside [[…]] that leads nowhere (rule 5)"
        return "in text that is not searched (rule 1)"

    def _in_inset(self, number: int, inset: Element, linked: str | None) -> Iterator[_Place]:
        """The labels in an element that is not searched; `linked` is the entry it leads to."""
        text = Text(_inset_text(inset))
        name = f"inside <{inset.tag}>"
        if class_ := inset.get("class"):
            name += f" of class “{class_}”"
        for match, rejection in self._glossary.matcher.examine(text):
            if rejection in (None, Rejection.ADDRESS) and match.form.entry != linked:
                shown = _one_line(text.plain[match.start : match.end])
                stretch = number, text.start(match.start), text.end(match.end)
                yield _Place((stretch,), shown, match.form.entry, False, f"{name} (rule 1)")

    def _show(self, source: str) -> str:
        raw = RawHtml(self._trace.stash)
        return _one_line(Text(source, lambda token: _shown(raw, token)).plain)

    # --- the Markdown ----------------------------------------------------------------------

    def _origins(self, places: list[_Place], source_map: SourceMap) -> list[int | None]:
        """Where each place stands in the Markdown; None for what the page brings in."""
        texts = [text for segment in self._trace.segments for text in _texts(segment)]
        loose = sorted(source_map.loose)
        body = self._page.matter.body
        origins: list[int | None] = []
        last = -1
        for place in places:
            origin = next(
                (
                    found
                    for number, start, end in place.stretches
                    if (found := source_map.origin(number, texts[number], start, end)) is not None
                ),
                None,
            )
            if origin is None and (first := words(place.words).search(place.words)):
                after = (o for o in loose if o > last and body.startswith(first[0], o))
                if (origin := next(after, None)) is not None:
                    loose.remove(origin)
            if origin is not None:
                last = origin
            origins.append(origin)
        return origins

    def _elsewhere(
        self, source_map: SourceMap, taken: set[int]
    ) -> Iterator[tuple[int, str, str, str]]:
        """The labels in the Markdown that the text of the page does not have: where, their words,
        the id of the entry, and what they stand in.
        """
        text = Text(self._page.matter.body)
        for match, rejection in self._glossary.matcher.examine(text):
            place = range(text.start(match.start), text.end(match.end))
            if rejection not in (None, Rejection.ADDRESS) or not taken.isdisjoint(place):
                continue
            if context := next(filter(None, map(source_map.context, place)), None):
                shown = _one_line(text.plain[match.start : match.end])
                yield place.start, shown, match.form.entry, f"{context} (rule 1)"


def _texts(segment: Segment) -> list[str]:
    """The text of a segment, and that of each element in it that is not searched."""
    return [segment.text, *(_inset_text(inset) for _, _, inset in segment.insets)]


def _inset_text(inset: Element) -> str:
    """The text of an element, that of the titles of tabs in lines of their own."""
    return ("\n" if inset.tag == "div" else "").join(inset.itertext())


def _written(
    number: int, segment: Segment, found: Found
) -> tuple[tuple[tuple[int, int, int], ...], str]:
    """Where a link of the author's stands, and its words."""
    start, end = found.start, found.end
    for place, (first, last, inset) in enumerate(segment.insets, start=number + 1):
        if (first, last) == (start, end):
            text = _inset_text(inset)
            shown = text or "".join(image.get("alt", "") for image in inset.iter("img"))
            return ((number, start, start), (place, 0, len(text))), _one_line(shown)
    _, _, after = segment.text[start:].partition("\x03")  # a raw tag's placeholder
    shown = after.partition("\x02")[0]
    begin = len(segment.text) - len(after)
    return ((number, begin, begin + len(shown)),), _one_line(shown)


def _rejected(match: Match, rejection: Rejection, plain: str, accepted: list[Match]) -> str:
    if rejection is Rejection.CASE:
        return f"its letter case differs from that of the label “{match.form.label}” (rule 2)"
    if rejection is Rejection.SHADOWED:
        longer = next(m for m in accepted if m.start < match.end and match.start < m.end)
        shown = _one_line(plain[longer.start : longer.end])
        return f"it is part of the longer label “{shown}” ({longer.form.entry}) (rule 3)"
    before = _BEFORE.search(plain[: match.start])[0]  # type: ignore[index]
    after = _AFTER.match(plain, match.end)[0]  # type: ignore[index]
    run = _one_line(before + plain[match.start : match.end] + after).strip(_PUNCTUATION)
    kind = "the address " if rejection is Rejection.ADDRESS else ""
    return f"it is part of {kind}“{run}” (rule 2)"


def _shown(raw: RawHtml, token: str) -> str:
    """What a placeholder shows, also inside raw elements that are not searched."""
    raw.inside = None
    return raw.read(token) or ""


def _one_line(text: str) -> str:
    for soft in SOFT_HYPHENS + "\x1a":
        text = text.replace(soft, "")
    return " ".join(text.split())
