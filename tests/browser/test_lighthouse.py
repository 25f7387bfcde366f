"""Lighthouse gives full marks for all that does not depend on how busy the machine is.

Performance is the median of five runs on a quiet machine: `make lighthouse`.
"""

from __future__ import annotations

import os

import pytest
from serving import chromium

from browser.lighthouse import LEAST, LIGHTHOUSE, PAGES, failures, measure


@pytest.mark.parametrize("address", PAGES)
def test_lighthouse_finds_nothing_wrong(base: str, address: str) -> None:
    browser = chromium()
    if browser is None or not LIGHTHOUSE.exists():
        message = "Lighthouse is not installed. Install Chromium and npm, and run: make test"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    report = measure(base + address, browser)
    assert failures(report) == set()
    for category in LEAST.keys() - {"performance"}:
        assert report["categories"][category]["score"] == 1, category
