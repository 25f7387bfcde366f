"""Mistakes planted in a copy of the real site, each of which a tool must report.

A mistake is one file of `tests/mistakes/`, named after what is wrong:

    caught_by: check                  # check: `lexicon check`; links: `lexicon links`
    change:                           # one change, or a list of them
      path: glossary/rocm.md          # relative to the repository's root
      replace: "category: software"   # the first place that holds this text ...
      with: "category: sofware"       # ... gets this instead
    expect:
      code: unknown-category          # the code of the report
      path: glossary/rocm.md          # the file it names
      at: "category: sofware"         # and the line: the first that holds this text

Instead of `replace` and `with`, a change has one of

    append: text                      # put below the file's last line, after an empty line
    create: text                      # a new file with this text
    rename: glossary/amd-rocm.md      # the file's new path
    delete: true

`expect` may have `line: 7` instead of `at`, or neither where no line is to blame. With
`caught_by: links`, a path that begins with `site/` is a file of the built site.

Write changes that survive edits of the text: replace keys or links rather than prose, or append.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from lexicon import checks
from lexicon.project import Project
from planting import Mistake, copy_sources, mistakes

TODAY = datetime.date(2026, 11, 30)
"""A day on which no review of the site is old and no source lies in the future."""

CAUGHT_BY_CHECK = mistakes("check")


@pytest.mark.parametrize("name", CAUGHT_BY_CHECK)
def test_check_catches_the_mistake(name: str, tmp_path: Path) -> None:
    mistake: Mistake = CAUGHT_BY_CHECK[name]
    copy_sources(tmp_path)
    mistake.plant(tmp_path)
    found = checks.run(Project.read(tmp_path, TODAY))
    expected = mistake.expect
    hits = [p for p in found if (p.code, p.path) == (expected.code, expected.path)]
    assert hits, "reported: " + "\n".join(map(str, found))
    line = expected.line_in(tmp_path)
    assert line is None or line in [hit.line for hit in hits]
    assert {problem.code for problem in found} <= checks.rules().keys()


def test_check_reports_nothing_on_the_untouched_site(tmp_path: Path) -> None:
    copy_sources(tmp_path)
    found = checks.run(Project.read(tmp_path, TODAY))
    assert [str(problem) for problem in found] == []


def test_at_least_thirty_five_mistakes_are_for_check() -> None:
    assert len(CAUGHT_BY_CHECK) >= 35
