"""A small router at work: tokens, experts, load and traffic.

The static form is the starting state. `docs/assets/javascripts/figures/router.js` computes the
same with the same numbers, so what a reader sees first does not depend on scripts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from lexicon.figures.data import Data, Expert, Model
from lexicon.figures.drawing import (
    Figure,
    Table,
    checkbox,
    cite,
    controls,
    grouped,
    line,
    number,
    rounded,
    slider,
    svg,
    tag,
    text,
)

NEEDS = ("router", "models")

WIDTH, HEIGHT = 400.0, 300.0
MOST_TOKENS = 32
NUDGE = 0.4
"""How much an expert's score falls for each token that it has above the mean."""

EXPERT_Y, BAR_Y, BAR = 158.0, 186.0, 84.0


@dataclass(frozen=True)
class Setting:
    """What a reader can set."""

    tokens: int = 16
    chosen: int = 2
    favour: float = 1.0
    """How strongly the router's likings count; 0 is not at all."""

    balanced: bool = False
    seed: int = 1


@dataclass(frozen=True)
class Outcome:
    """Where the tokens went."""

    choices: tuple[tuple[int, ...], ...]
    """For each token, the experts that it was sent to."""

    loads: tuple[int, ...]
    """For each expert, how many tokens it was sent."""

    crossing: int
    """How many sends went to another chip than the token's."""

    @property
    def sends(self) -> int:
        """All of them."""
        return sum(self.loads)

    @property
    def imbalance(self) -> float:
        """The load of the busiest expert over the mean load."""
        return max(self.loads) * len(self.loads) / self.sends

    @property
    def touched(self) -> int:
        """How many experts were sent any token at all."""
        return sum(load > 0 for load in self.loads)


def noise(seed: int) -> Iterator[float]:
    """Numbers between 0 and 1 that look random, the same in Python and in a browser.

    A linear congruential generator with the constants of Press et al., Numerical Recipes (1992).
    """
    while True:
        seed = (1664525 * seed + 1013904223) % 2**32
        yield (seed + 0.5) / 2**32


def route(experts: Sequence[Expert], setting: Setting) -> Outcome:
    """Send tokens one after the other, each to the experts with the highest scores for it.

    A token's score for an expert is the expert's liking plus Gumbel noise, so that the choice is
    random with odds that grow with the liking. Balancing lowers the score of an expert that has
    more than the mean load, in the manner of the bias of Wang et al. (arXiv 2408.15664).
    """
    random = noise(setting.seed)
    loads = [0] * len(experts)
    chips = max(expert.chip for expert in experts)
    choices, crossing = [], 0
    for token in range(setting.tokens):
        mean = sum(loads) / len(experts)
        scores = []
        for expert, load in zip(experts, loads, strict=True):
            score = setting.favour * expert.liking - math.log(-math.log(next(random)))
            scores.append(score - (NUDGE * (load - mean) if setting.balanced else 0))
        ranked = sorted(range(len(experts)), key=lambda index: -scores[index])
        chosen = tuple(sorted(ranked[: setting.chosen]))
        for index in chosen:
            loads[index] += 1
            crossing += experts[index].chip - 1 != token % chips
        choices.append(chosen)
    return Outcome(tuple(choices), tuple(loads), crossing)


def summary(setting: Setting, outcome: Outcome) -> str:
    """What came of it, in a sentence or two; the script writes the same words."""
    count = len(outcome.loads)
    share = number(rounded(100 * setting.chosen / count, 1))
    noun = "token" if setting.tokens == 1 else "tokens"
    return (
        f"Active for each token: {setting.chosen} of {count} experts, {share}% of their "
        f"parameters. Used by {setting.tokens} {noun} together: {outcome.touched} of {count}. "
        f"Load: the busiest expert has {max(outcome.loads)} of {outcome.sends} sends, "
        f"{number(outcome.imbalance)} times the mean. "
        f"Communication: {outcome.crossing} of {outcome.sends} sends cross to another chip."
    )


def draw(data: Data) -> Figure:
    """The starting state, the controls, and a table of what each setting changes."""
    experts, start = data.router, Setting()
    outcome = route(experts, start)
    title = "A router sends tokens to experts"
    description = (
        "Four chips side by side, each with its tokens above and two experts below. Lines lead "
        "from tokens to their experts; bars show how many tokens each expert has."
    )
    drawing = svg(WIDTH, HEIGHT, title, description, *_chips(experts), *_state(experts, outcome))
    said = tag("p", escape(summary(start, outcome)), class_="figure__result", aria_live="polite")
    state = json.dumps([expert.model_dump() for expert in experts])
    real = [model for model in data.models if model.experts]
    return Figure(
        title=title,
        caption=(
            "A toy with made-up likings, to show the mechanism. Dashed lines cross from one chip "
            "to another; the dotted level marks the mean load. " + " ".join(map(_real, real))
        ),
        drawing=tag("div", _controls(start), drawing, said, data_experts=state),
        sources=tuple(
            dict.fromkeys(
                ["shazeer-2017", "aux-loss-free-paper"]
                + [s for model in real if model.experts for s in model.experts.sources]
            )
        ),
        tables=(_settings(experts, start), _loads(experts, outcome)),
        script=True,
    )


def _real(model: Model) -> str:
    experts = model.experts
    assert experts is not None
    share = number(rounded(100 * model.active / model.total, 1))
    sources = cite([*experts.sources, *model.sources])
    return (
        f"{model.name} sends each token to {experts.chosen} of {experts.routed} experts in a "
        f"layer, and {share}% of its parameters work on it.{sources}"
    )


def place(token: int, chips: int) -> tuple[float, float]:
    """Where a token stands in the drawing: four to a row, in the column of its chip."""
    column, index = token % chips, token // chips
    width = WIDTH / chips
    return column * width + width * (0.2 + 0.2 * (index % 4)), 40.0 + 16.0 * (index // 4)


def _centre(index: int, count: int) -> float:
    return (index + 0.5) * WIDTH / count


def _chips(experts: Sequence[Expert]) -> list[str]:
    chips = max(expert.chip for expert in experts)
    width = WIDTH / chips
    parts = []
    for chip in range(chips):
        parts += [
            tag(
                "rect", x=chip * width + 3, y="4", width=width - 6, height=HEIGHT - 8, rx="4",
                class_="figure__panel",
            ),
            text((chip + 0.5) * width, 22, f"chip {chip + 1}", text_anchor="middle"),
        ]  # fmt: skip
    return parts


def _state(experts: Sequence[Expert], outcome: Outcome) -> list[str]:
    """What the script redraws: lines, tokens, and the bars with their numbers."""
    count, chips = len(experts), max(expert.chip for expert in experts)
    lines, tokens, bars = [], [], []
    for token, chosen in enumerate(outcome.choices):
        x, y = place(token, chips)
        tokens.append(tag("circle", cx=x, cy=y, r="4", class_="figure__token"))
        for index in chosen:
            far = experts[index].chip - 1 != token % chips
            kind = "figure__send" + (" is-far" if far else "")
            lines.append(line(x, y, _centre(index, count), EXPERT_Y, class_=kind))
    top = max(outcome.loads)
    for index, (expert, load) in enumerate(zip(experts, outcome.loads, strict=True)):
        x, height = _centre(index, count), load / top * BAR
        bars += [
            tag(
                "rect", x=x - 13, y=EXPERT_Y, width="26", height="20", rx="3",
                class_="figure__expert",
            ),
            text(x, EXPERT_Y + 14.5, expert.name, text_anchor="middle"),
            tag(
                "rect", x=x - 9, y=BAR_Y, width="18", height=height, class_="figure__load",
                data_load=load,
            ),
            text(x, BAR_Y + height + 13, str(load), text_anchor="middle", class_="figure__count"),
        ]  # fmt: skip
    mean = BAR_Y + outcome.sends / count / top * BAR
    level = line(6, mean, WIDTH - 6, mean, class_="figure__mean")
    return [
        tag("g", *lines, class_="figure__sends"),
        tag("g", *tokens, class_="figure__tokens"),
        tag("g", *bars, class_="figure__bars"),
        level,
    ]


def _controls(start: Setting) -> str:
    return controls(
        "Settings of the router",
        slider("tokens", "Tokens sent", 1, MOST_TOKENS, 1, start.tokens),
        slider("chosen", "Experts per token", 1, 4, 1, start.chosen),
        slider("favour", "Favouritism", 0, 2, 0.5, start.favour),
        checkbox("balanced", "Balance the load"),
        tag("button", "New tokens", type="button", class_="md-button"),
    )


def _settings(experts: Sequence[Expert], start: Setting) -> Table:
    kinds = (
        ("As drawn", start),
        ("One expert per token", replace(start, chosen=1)),
        ("Four experts per token", replace(start, chosen=4)),
        ("No favourites", replace(start, favour=0.0)),
        ("Strong favourites", replace(start, favour=2.0)),
        ("Strong favourites, balanced", replace(start, favour=2.0, balanced=True)),
        ("Four tokens only", replace(start, tokens=4)),
    )
    rows = []
    for name, setting in kinds:
        outcome = route(experts, setting)
        rows.append(
            (
                name,
                f"{number(rounded(100 * setting.chosen / len(experts), 1))}%",
                f"{outcome.touched} of {len(experts)}",
                f"{number(outcome.imbalance)} times the mean",
                f"{outcome.crossing} of {outcome.sends}",
            )
        )
    head = ("Setting", "Active per token", "Experts used", "Busiest expert", "Sends between chips")
    return Table("What each setting changes", head, tuple(rows))


def _loads(experts: Sequence[Expert], outcome: Outcome) -> Table:
    rows = tuple(
        (expert.name, str(expert.chip), grouped(load))
        for expert, load in zip(experts, outcome.loads, strict=True)
    )
    return Table("The load of each expert as drawn", ("Expert", "Chip", "Tokens"), rows)
