"""What several tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings
from sites import ROOT, BuiltSite, complaints, mkdocs

settings.register_profile("default", deadline=None)
settings.register_profile("long", max_examples=20_000, deadline=None)
settings.load_profile("default")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The real site, built in strict mode without a warning."""
    folder = tmp_path_factory.mktemp("site")
    run = mkdocs(ROOT, "build", "--strict", "--site-dir", folder)
    assert run.returncode == 0, run.stdout
    assert complaints(run.stdout) == []
    return BuiltSite(folder)
