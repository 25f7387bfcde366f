"""The two toys behave as what they stand for."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lexicon.figures import distillation, router
from lexicon.figures.data import Data
from lexicon.figures.timeline import spread


def test_more_favouritism_means_more_imbalance(data: Data) -> None:
    def imbalance(favour: float) -> float:
        runs = (
            router.route(data.router, router.Setting(tokens=32, favour=favour, seed=seed))
            for seed in range(40)
        )
        return sum(run.imbalance for run in runs) / 40

    assert imbalance(0) < imbalance(1) < imbalance(2)


def test_balancing_evens_the_load_out(data: Data) -> None:
    for seed in range(20):
        setting = router.Setting(tokens=32, favour=2, seed=seed)
        left_alone = router.route(data.router, setting)
        balanced = router.route(data.router, replace(setting, balanced=True))
        assert balanced.imbalance < left_alone.imbalance


def test_a_further_token_leaves_the_earlier_ones_where_they_are(data: Data) -> None:
    few = router.route(data.router, router.Setting(tokens=5)).choices
    assert router.route(data.router, router.Setting(tokens=9)).choices[:5] == few


def test_each_token_goes_to_as_many_different_experts_as_set(data: Data) -> None:
    for chosen in (1, 2, 3, 4):
        outcome = router.route(data.router, router.Setting(chosen=chosen))
        assert {len(set(one)) for one in outcome.choices} == {chosen}
        assert outcome.sends == 16 * chosen


def test_the_noise_is_spread_evenly() -> None:
    numbers = list(islice(router.noise(1), 4000))
    assert sum(numbers) / 4000 == pytest.approx(0.5, abs=0.02)
    assert all(0 < number < 1 for number in numbers)


def test_a_higher_temperature_evens_the_shares_out(data: Data) -> None:
    scores = [answer.score for answer in data.distillation]
    highest = [max(distillation.softmax(scores, t)) for t in (1.0, 2.0, 4.0, 10.0)]
    assert highest == sorted(highest, reverse=True)


def test_a_student_of_softened_scores_comes_to_the_teacher(data: Data) -> None:
    scores = [answer.score for answer in data.distillation]
    setting = distillation.Setting(temperature=4, steps=400)
    teacher, student = distillation.shares(scores, setting)
    assert student == pytest.approx(teacher, abs=0.2)


def test_a_student_of_the_right_answer_alone_cannot_tell_the_wrong_ones_apart(data: Data) -> None:
    scores = [answer.score for answer in data.distillation]
    learnt = distillation.learn(scores, distillation.Setting(steps=60, soft=False))
    assert learnt[0] == max(learnt)
    assert learnt[1:] == pytest.approx([learnt[1]] * (len(learnt) - 1))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1000), min_size=1, max_size=30).map(sorted), st.floats(1, 50))
def test_labels_spread_keep_their_order_and_distance(targets: list[float], gap: float) -> None:
    places = spread(targets, gap)
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(places))
    assert sum(places) == pytest.approx(sum(targets), abs=1e-3)  # no drift to one side


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([0, 40, 100], 30) == [0, 40, 100]
