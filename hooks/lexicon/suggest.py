"""What the glossary lacks: phrases that recur without an entry, and labels by another name.

Phrases are ranked by C-value (Frantzi, Ananiadou and Mima, "Automatic recognition of multi-word
terms", 2000): how often a phrase stands, less how often it stands as a part of a longer phrase,
times the logarithm of its length. Recurring in several explainers counts for more than recurring
in one.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from lexicon.english import plurals, singulars
from lexicon.glossary import Glossary
from lexicon.labels import Text
from lexicon.matcher import Match, Matcher
from lexicon.project import Page, Project

LONGEST = 4
"""Words in the longest phrase that is considered."""

ALIKE = 0.88
"""How alike two texts must be to be two spellings of one (Ratcliff and Obershelp's measure)."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\s\w]")
_PLAIN = re.compile(r"[^\W\d_]{2}")
_MARKS = re.compile(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}|!?\[|\]")

_STOP = frozenset(
    """a about above across after again against all almost alone along already also although
    always am among an and another any anyone anything are around as ask asked asks at away be
    became because become been before began behind being below best better between big both
    bring but buy by call called calls came can cannot claim claimed claims come comes could cut
    day days did different do does done down during each early either else end enough even ever
    every few find first five for form found four from full further gave get give given gives go
    goes good great had half has have he hence her here high higher him his hold holds how
    however if in instead into is it its itself just keep kept know known large larger largest
    last late later least less let like little long longer look low lower made main make makes
    making many may me mean means might more most much must my near need needs neither never new
    next nine no none nor not nothing now of off often old on once one only open or other others
    our out over own page part parts people per place point published put question rather read
    reported reports run runs said same saw say saying says second see seem seen sell sells
    sentence set several shall she should show shown shows since six small smaller so some
    something soon still such take taken takes ten than that the their them then there these they
    thing things third this those though three through thus time times to today together told
    too took toward towards true two under until up upon us use used uses using very want was way
    we week weeks well went were what when where whether which while who whole whom whose why
    will with within without work works would write writes year years yet you your
    according added adds allow allowed based depends expected follow followed following goods
    include included including left let needed number paid pay remain remains rest sold spent
    start started step subject subjects turn turned word words january february march april may
    june july august september october november december
    kb mb gb tb pb kw mw gw nm mm million billion trillion""".split()
)
"""Words that say nothing about a subject, and so begin or end no term."""

_EVERYDAY = frozenset(
    """africa african america american asia asian beijing britain british brussels china chinese
    congress dutch eu europe european france german germany house india indian japan japanese
    korea korean london russia russian senate states taiwan taiwanese trump uk us usa u.s un
    united university washington white""".split()
)
"""Places and bodies that a newspaper does not explain: no term by themselves."""


@dataclass(frozen=True)
class Suggestion:
    """A phrase that may want an entry."""

    phrase: str
    count: int
    pages: tuple[str, ...]
    """The paths of the explainers it stands in."""

    score: float


@dataclass(frozen=True)
class NearMiss:
    """A phrase that may want to be an alias of an entry."""

    phrase: str
    count: int
    pages: tuple[str, ...]
    entry: str
    label: str
    score: float


@dataclass
class _Seen:
    """Where a phrase stands."""

    shown: dict[str, int]
    pages: set[str]
    count: int = 0


def missing(project: Project, least: int = 3) -> list[Suggestion]:
    """Phrases that stand at least `least` times in explainers and have no entry, best first."""
    matcher = project.site.reading.glossary.matcher
    seen = _phrases(project, matcher, mask=True)
    press = _publishers(project)
    frequent = {phrase: s for phrase, s in seen.items() if s.count >= least}
    around = _longer(frequent)
    found = []
    for phrase, place in frequent.items():
        if press.issuperset(phrase) or _EVERYDAY.issuperset(phrase):
            continue
        if len(phrase) == 1 and not _is_name(place):
            continue
        nested = around.get(phrase, [])
        alone = place.count - (sum(nested) / len(nested) if nested else 0)
        score = math.log2(len(phrase) + 1) * alone * (1 + math.log2(len(place.pages)))
        if alone >= least / 2:
            found.append(Suggestion(_shown(place), place.count, tuple(sorted(place.pages)), score))
    return sorted(found, key=lambda s: (-s.score, s.phrase))


def near_misses(project: Project, least: int = 2) -> list[NearMiss]:
    """Phrases that differ a little from a label and are not found by it, best first."""
    glossary = project.site.reading.glossary
    matcher = glossary.matcher
    labels = _labels(glossary)
    found = []
    for phrase, place in _phrases(project, matcher, mask=False).items():
        if place.count < least or len(phrase) > LONGEST or glossary.find(_shown(place)):
            continue
        near = max(_likeness(phrase, labels), default=None)
        if near:
            score, entry, label = near
            pages = tuple(sorted(place.pages))
            score *= math.log2(1 + place.count)
            found.append(NearMiss(_shown(place), place.count, pages, entry, label, score))
    return sorted(found, key=lambda miss: (-miss.score, miss.phrase))


def _likeness(
    phrase: tuple[str, ...], labels: Mapping[tuple[str, ...], tuple[str, str]]
) -> Iterator[tuple[float, str, str]]:
    """The entries whose labels the phrase is like, from 0 to 1.

    Two words of which one is a label's and the other is another ("export restrictions"), a
    short form and a noun ("MoE layers"), or another spelling of all of it.
    """
    for label, (entry, shown) in labels.items():
        if len(phrase) == len(label) > 1:
            common = sum(a == b for a, b in zip(phrase, label, strict=True))
            if common == len(label) - 1 and phrase[0] == label[0] and phrase[:1] not in labels:
                yield common / len(label) + 0.25, entry, shown
        elif len(phrase) == 2 and label == phrase[:1] and _is_short(shown):
            yield 0.6, entry, shown
        likeness = SequenceMatcher(None, " ".join(phrase), " ".join(label), autojunk=False)
        if likeness.real_quick_ratio() > ALIKE and likeness.ratio() > ALIKE:
            yield likeness.ratio(), entry, shown


def _is_short(label: str) -> bool:
    """Whether a label is an abbreviation of a term: capitals within, no digit, no space."""
    return label.isalpha() and any(letter.isupper() for letter in label[1:])


def _labels(glossary: Glossary) -> dict[tuple[str, ...], tuple[str, str]]:
    """Every label as its words in base form, with its entry."""
    return {
        tuple(_base(word) for word in _WORD.findall(label) if _PLAIN.search(word)): (id_, label)
        for id_, entry in glossary.entries.items()
        for label in entry.labels
    }


def _phrases(project: Project, matcher: Matcher, mask: bool) -> dict[tuple[str, ...], _Seen]:
    """Every phrase of the explainers, by its words in base form; `mask`: none that is linked."""
    seen: dict[tuple[str, ...], _Seen] = {}
    for page in project.pages:
        if page.entry is None:
            for run in _runs(page, matcher, mask):
                for phrase in _within(run):
                    key = tuple(_base(word) for word in phrase)
                    place = seen.setdefault(key, _Seen(defaultdict(int), set()))
                    place.shown[" ".join(phrase)] += 1
                    place.pages.add(page.path)
                    place.count += 1
    return seen


def _runs(page: Page, matcher: Matcher, mask: bool) -> Iterator[list[str]]:
    """The stretches of words between punctuation marks and stop words."""
    for block in page.blocks:
        if block.kind in ("text", "item", "row"):
            words = _MARKS.sub(" ", block.words)
            text = Text(words)
            plain = _without(text.plain, matcher.find(text)) if mask else text.plain
            yield from _split(_WORD.findall(plain))


def _without(plain: str, matches: Iterable[Match]) -> str:
    for match in matches:
        plain = plain[: match.start] + "|" * (match.end - match.start) + plain[match.end :]
    return plain


def _split(tokens: list[str]) -> Iterator[list[str]]:
    run: list[str] = []
    opening = True
    for token in [*tokens, "."]:
        word = token.removesuffix("'s").removesuffix("’s")
        if _PLAIN.search(word) and word.lower() not in _STOP and not word.lower().endswith("ly"):
            # a sentence's first word has its capital from the sentence
            plain = opening and word[1:].islower() and not run
            run.append(word[0].lower() + word[1:] if plain else word)
            if word != token:  # a possessive ends a term
                yield run
                run = []
        elif run:
            yield run
            run = []
        opening = token in ".!?:"


def _within(run: list[str]) -> Iterator[list[str]]:
    for start in range(len(run)):
        for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
            yield run[start:end]


def _base(word: str) -> str:
    """A word in lower case and, where it is a plural, in the singular."""
    found = singulars(word)
    for one in found:
        if word.lower() in (plural.lower() for plural in plurals(one)):
            return one.lower()
    return word.lower()


def _longer(seen: Mapping[tuple[str, ...], _Seen]) -> dict[tuple[str, ...], list[int]]:
    """For each phrase that is part of longer ones, how often each of those stands."""
    around: dict[tuple[str, ...], list[int]] = {}
    for phrase, place in seen.items():
        for start in range(len(phrase)):
            for end in range(start + 1, len(phrase) + 1):
                if end - start < len(phrase):
                    around.setdefault(phrase[start:end], []).append(place.count)
    return around


def _is_name(place: _Seen) -> bool:
    """Whether a single word is a name or an abbreviation: most times with a capital."""
    capitals = sum(count for shown, count in place.shown.items() if shown != shown.lower())
    return capitals > 0.6 * place.count


def _publishers(project: Project) -> set[str]:
    """The words of the names of those who published the sources: cited, not explained."""
    names = (source.publisher for source in project.site.sources.values())
    return {_base(word) for name in names for word in _WORD.findall(name)}


def _shown(place: _Seen) -> str:
    """The phrase as it is written most often."""
    return max(place.shown, key=lambda shown: (place.shown[shown], shown))
