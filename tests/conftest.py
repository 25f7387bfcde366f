"""What several tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings
from sites import ROOT, BuiltSite, complaints, mkdocs

# the same examples every time: a pull request must not fail by chance
settings.register_profile("default", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("long", max_examples=10_000, deadline=None)
settings.load_profile("default")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The real site, built in strict mode without a warning."""
    folder = tmp_path_factory.mktemp("site")
    run = mkdocs(ROOT, "build", "--strict", "--site-dir", folder)
    assert run.returncode == 0, run.stdout
    assert complaints(run.stdout) == []
    return BuiltSite(folder)
