"""Distillation: how temperature softens a teacher's scores, and what a student learns from them.

After Hinton, Vinyals and Dean (arXiv 1503.02531). The static form is the starting state;
`docs/assets/javascripts/figures/distillation.js` computes the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from lexicon.figures.data import Answer, Data
from lexicon.figures.drawing import (
    Figure,
    Table,
    checkbox,
    controls,
    number,
    rounded,
    slider,
    svg,
    tag,
    text,
)

NEEDS = ("distillation",)

WIDTH = 400.0
LEFT, RIGHT, TOP, ROW = 58.0, 350.0, 30.0, 46.0
RATE = 1.0
"""The step of the gradient descent."""


@dataclass(frozen=True)
class Setting:
    """What a reader can set."""

    temperature: float = 4.0
    steps: int = 5
    soft: bool = True
    """Learn from the softened scores; else from the right answer alone."""


def softmax(scores: Sequence[float], temperature: float = 1.0) -> list[float]:
    """The shares that scores stand for: softer the higher the temperature."""
    highest = max(scores)
    powers = [math.exp((score - highest) / temperature) for score in scores]
    return [power / sum(powers) for power in powers]


def learn(scores: Sequence[float], setting: Setting) -> list[float]:
    """The student's scores after so many steps of gradient descent, from all scores equal.

    On soft targets the loss is the cross-entropy at the temperature, times its square, as in the
    paper; its gradient is temperature times (student's share minus teacher's share).
    """
    temperature = setting.temperature if setting.soft else 1.0
    target = softmax(scores, temperature) if setting.soft else [1.0] + [0.0] * (len(scores) - 1)
    student = [0.0] * len(scores)
    for _ in range(setting.steps):
        shares = softmax(student, temperature)
        student = [
            score - RATE * temperature * (share - aim)
            for score, share, aim in zip(student, shares, target, strict=True)
        ]
    return student


def shares(scores: Sequence[float], setting: Setting) -> tuple[list[float], list[float]]:
    """Teacher's and student's shares at the temperature, in percent."""
    teacher = softmax(scores, setting.temperature)
    student = softmax(learn(scores, setting), setting.temperature)
    return [100 * share for share in teacher], [100 * share for share in student]


def percent(share: float) -> str:
    """A share in percent with one decimal at most."""
    return f"{number(rounded(share, 1))}%"


def summary(answers: Sequence[Answer], setting: Setting) -> str:
    """What is seen, in a sentence or two; the script writes the same words."""
    teacher, student = shares([answer.score for answer in answers], setting)
    gap = max(abs(t - s) for t, s in zip(teacher, student, strict=True))

    def spoken(values: Sequence[float]) -> str:
        pairs = zip(answers, values, strict=True)
        return ", ".join(f"{answer.answer} {percent(value)}" for answer, value in pairs)

    source = "the softened scores" if setting.soft else "the right answer alone"
    noun = "step" if setting.steps == 1 else "steps"
    return (
        f"At temperature {number(setting.temperature)} the teacher gives {spoken(teacher)}. "
        f"After {setting.steps} {noun} on {source} the student gives {spoken(student)}. "
        f"The largest gap is {number(rounded(gap, 1))} points."
    )


def draw(data: Data) -> Figure:
    """The starting state, the controls, and tables over temperatures and steps."""
    answers, start = data.distillation, Setting()
    title = "Teacher and student at a temperature"
    height = TOP + ROW * len(answers) + 4
    description = "For each answer two bars: the teacher's share above, the student's below."
    drawing = svg(WIDTH, height, title, description, _key(), *_bars(answers, start))
    said = tag("p", escape(summary(answers, start)), class_="figure__result", aria_live="polite")
    state = json.dumps([answer.model_dump() for answer in answers])
    return Figure(
        title=title,
        caption=(
            "A toy: a teacher's made-up scores for a picture of a cat. A high temperature evens "
            "the shares out, so that the student sees which wrong answers are nearly right."
            "[^hinton-2015] Learning from the right answer alone, it never finds out that a dog is "
            "more like a cat than a lorry is."
        ),
        drawing=tag("div", _controls(start), drawing, said, data_answers=state),
        sources=("hinton-2015",),
        tables=(_temperatures(answers), _lessons(answers, start)),
        script=True,
    )


def _key() -> str:
    return "".join(
        [
            tag("rect", x=LEFT, y="6", width="12", height="12", class_="figure__teacher"),
            text(LEFT + 17, 16, "teacher"),
            tag("rect", x=LEFT + 90, y="6", width="12", height="12", class_="figure__student"),
            text(LEFT + 107, 16, "student"),
        ]
    )


def _bars(answers: Sequence[Answer], setting: Setting) -> list[str]:
    scores = [answer.score for answer in answers]
    teacher, student = shares(scores, setting)
    parts = []
    for index, answer in enumerate(answers):
        y = TOP + ROW * index
        parts.append(text(LEFT - 6, y + 23, answer.answer, text_anchor="end"))
        for kind, share, top in (
            ("teacher", teacher[index], y + 2),
            ("student", student[index], y + 20),
        ):
            width = share / 100 * (RIGHT - LEFT)
            parts += [
                tag(
                    "rect", x=LEFT, y=top, width=width, height="16",
                    class_=f"figure__{kind}", data_share=rounded(share, 1),
                ),
                text(LEFT + width + 5, top + 12.5, percent(share), class_="figure__count"),
            ]  # fmt: skip
    return parts


def _controls(start: Setting) -> str:
    return controls(
        "Settings of the distillation",
        slider("temperature", "Temperature", 1, 10, 0.5, start.temperature),
        slider("steps", "Steps of learning", 0, 60, 1, start.steps),
        checkbox("hard", "Right answer alone"),
    )


def _temperatures(answers: Sequence[Answer]) -> Table:
    scores = [answer.score for answer in answers]
    temperatures = (1.0, 2.0, 4.0, 10.0)
    columns = [softmax(scores, temperature) for temperature in temperatures]
    rows = tuple(
        (answer.answer, number(answer.score), *(percent(100 * c[index]) for c in columns))
        for index, answer in enumerate(answers)
    )
    head = ("Answer", "Score", *(f"At {number(temperature)}" for temperature in temperatures))
    return Table("The teacher's shares at four temperatures", head, rows)


def _lessons(answers: Sequence[Answer], start: Setting) -> Table:
    kinds = (
        ("Teacher", None),
        ("Student, softened scores, no step", replace(start, steps=0)),
        (f"Student, softened scores, {start.steps} steps", start),
        (f"Student, right answer alone, {start.steps} steps", replace(start, soft=False)),
    )
    scores = [answer.score for answer in answers]
    rows = tuple(
        (name, *map(percent, shares(scores, setting or start)[0 if setting is None else 1]))
        for name, setting in kinds
    )
    head = ("Who", *(answer.answer for answer in answers))
    title = f"Shares at temperature {number(start.temperature)}"
    return Table(title, head, rows)
