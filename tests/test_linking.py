"""The rules of linking, as golden cases: glossary and Markdown in, HTML out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from lexicon.entry import Entry
from lexicon.frontmatter import FrontMatter
from lexicon.glossary import Glossary, Settings
from lexicon.linking import LinkingExtension, page_at
from markdown import Markdown


def glossary_of(entries: Mapping[str, Mapping[str, Any]]) -> Glossary:
    return Glossary(
        {
            id_: Entry.model_validate({"definition": "D."} | dict(values))
            for id_, values in entries.items()
        }
    )


def extensions_of(case: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    names: list[Any] = []
    configs: dict[str, Any] = {}
    for one in case.get("extensions") or []:
        if isinstance(one, str):
            names.append(one)
        else:
            ((name, options),) = one.items()
            names.append(name)
            configs[name] = options
    return names, configs


@pytest.mark.golden_test("linking/*.yml")
def test_links_as_the_case_says(golden: Any) -> None:
    glossary = glossary_of(golden["glossary"])
    settings = Settings(link=golden.get("link") or "first-per-page")
    linking = LinkingExtension(glossary=glossary, settings=settings)
    path = golden.get("path") or "index.md"
    linking.page, problems = page_at(path, FrontMatter(path, golden.get("page") or {}), glossary)
    names, configs = extensions_of(golden)
    markdown = Markdown(extensions=[*names, linking], extension_configs=configs)
    html = markdown.convert(golden["markdown"])
    assert html + "\n" == golden.out["html"]
    problems += linking.outcome.problems(path, golden["markdown"], 1, glossary)
    assert "".join(f"{problem}\n" for problem in problems) == (golden.out.get("problems") or "")


def test_what_a_glossary_forgets_it_makes_anew() -> None:
    glossary = glossary_of({"chain-of-thought": {"title": "chain of thought"}})
    linking = LinkingExtension(glossary=glossary)
    render = Markdown(extensions=[linking]).reset().convert
    before = render("Chains of thought.")
    glossary.forget()
    assert not {"forms", "matcher", "names"} & vars(glossary).keys()
    assert render("Chains of thought.") == before
    assert 'data-term="chain-of-thought"' in before
