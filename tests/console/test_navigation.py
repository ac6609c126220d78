"""The history: one step back and forward, leaving a place over all its steps, and what a step replaces."""

from __future__ import annotations

import random

import pytest

from ioc_console.navigation import HISTORY, Navigation, Route


@pytest.fixture
def went() -> tuple[Navigation, list[Route]]:
    """A history, and where it sent the window."""
    navigation, moved = Navigation(), []
    navigation.moved.connect(moved.append)
    navigation.go("one")
    navigation.go("two", {"a": "0"})
    return navigation, moved


def here(navigation: Navigation) -> tuple[str, dict[str, str]]:
    assert navigation.current is not None
    return navigation.current.screen, dict(navigation.current.arguments)


def test_every_step_is_undone_and_made_again(went: tuple[Navigation, list[Route]]) -> None:
    navigation, moved = went
    for n in "123":
        navigation.step({"a": n})
    assert len(moved) == 2, "a step tells nobody to move: the screen is there already"
    assert navigation.back() and here(navigation) == ("two", {"a": "2"})
    assert navigation.back() and here(navigation) == ("two", {"a": "1"})
    assert navigation.forward() and here(navigation) == ("two", {"a": "2"})
    assert [dict(r.arguments) for r in moved[2:]] == [{"a": "2"}, {"a": "1"}, {"a": "2"}]
    assert navigation.can_go_forward
    navigation.step({"a": "9"})
    assert not navigation.can_go_forward and not navigation.forward()
    assert navigation.back() and here(navigation) == ("two", {"a": "2"})


def test_leaving_goes_over_all_steps_of_a_place(went: tuple[Navigation, list[Route]]) -> None:
    navigation, _ = went
    navigation.step({"a": "1"})
    navigation.step({"a": "2"})
    navigation.go("three")
    assert navigation.leave() and here(navigation) == ("two", {"a": "2"})
    assert navigation.leave() and here(navigation) == ("one", {})
    assert not navigation.leave() and here(navigation) == ("one", {})
    assert navigation.forward() and here(navigation) == ("two", {"a": "0"})


def test_a_note_is_no_step_and_undoing_by_hand_is_going_back(went: tuple[Navigation, list[Route]]) -> None:
    navigation, _ = went
    navigation.note({"a": "0", "tab": "all"})
    navigation.step({"a": "1"})
    navigation.step({"a": "0", "tab": "all"})
    assert navigation.can_go_forward and here(navigation) == ("two", {"a": "0", "tab": "all"})
    assert navigation.back() and here(navigation) == ("one", {})
    navigation.step({})
    assert here(navigation) == ("one", {}), "a step to the same place is none"


def test_the_same_place_again_is_no_entry(went: tuple[Navigation, list[Route]]) -> None:
    navigation, moved = went
    navigation.go("two", {"a": "0"})
    assert len(moved) == 3
    assert navigation.back() and here(navigation) == ("one", {})


@pytest.mark.parametrize("seed", range(5))
def test_any_walk_stays_inside_a_bounded_history(seed: int) -> None:
    rng, navigation = random.Random(seed), Navigation()
    navigation.go("s0")
    for n in range(400):
        act = rng.randrange(6)
        if act == 0:
            navigation.go(f"s{rng.randrange(3)}", {"n": str(n)})
        elif act < 3:
            navigation.step({"n": str(n)})
        elif act == 3:
            before = navigation.current
            if navigation.back():
                assert navigation.forward() and navigation.current == before
        elif act == 4:
            navigation.forward()
        else:
            navigation.leave()
        assert navigation.current is not None
    steps = 0
    while navigation.back():
        steps += 1
    assert steps < HISTORY and not navigation.can_go_back
