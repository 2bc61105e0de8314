import numpy as np
import pytest

from tb.seed import generator
from tb.stimulus.patterns import KINDS, PAUSE, Landmarks
from tb.stimulus.profiles import NO_PROFILE, Profile, ProfileError, every
from tb.transport.pattern import Pattern
from tests.tb.fakes import frame

PORTS = ("pixel", "sum")
MARKS = Landmarks(frame(400, header=3), np.array([98, 99, 198, 199, 298, 299, 398, 399]))


def draw(kind: str, seed: int = 5) -> Pattern:
    return KINDS[kind](generator(seed), MARKS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_decides(kind: str) -> None:
    first, again, other = draw(kind), draw(kind), draw(kind, seed=6)
    for name in ("delays", "mask"):
        assert np.array_equal(getattr(first, name), getattr(again, name))
    same = all(
        np.array_equal(getattr(first, name), getattr(other, name)) for name in ("delays", "mask")
    )
    assert same == (kind == "none")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_but_none_holds_back(kind: str) -> None:
    pattern = draw(kind)
    assert pattern.free == (kind == "none")
    if pattern.delays is not None:
        assert pattern.delays.shape == (MARKS.frame.beats,)


def test_dense_delays_far_more_beats_than_sparse() -> None:
    sparse, dense = draw("sparse").delays, draw("dense").delays
    assert sparse is not None
    assert dense is not None
    assert 4 * np.count_nonzero(sparse) < np.count_nonzero(dense) > 100


@pytest.mark.parametrize(
    ("kind", "beats"),
    [("last_column", [98, 198, 298, 398]), ("after_header", [3]), ("in_header", [0, 1, 2])],
)
def test_pauses_are_where_they_should_be(kind: str, beats: list[int]) -> None:
    delays = draw(kind).delays
    assert delays is not None
    assert np.flatnonzero(delays).tolist() == beats
    assert set(delays[beats].tolist()) <= set(PAUSE)


@pytest.mark.parametrize("kind", ["bursts", "last_column", "after_header", "in_header"])
def test_a_pause_has_any_length_from_8_to_40_clocks(kind: str) -> None:
    drawn: set[int] = set()
    for seed in range(600):
        delays = draw(kind, seed).delays
        assert delays is not None
        drawn |= set(delays[delays > 0].tolist())
    assert drawn == set(range(8, 41))


def test_landmarks_of_a_single_beat_are_in_reach() -> None:
    marks = Landmarks(frame(1), np.array([0]))
    for kind in KINDS:
        delays = KINDS[kind](generator(1), marks).delays
        assert delays is None or len(delays) == 1


def test_a_profile_holds_back_the_ports_that_it_names() -> None:
    profile = Profile.parse("dense:sum", PORTS)
    rng = generator(1)
    assert profile.pattern("pixel", rng, MARKS).free
    assert profile.pattern("sum", rng, MARKS).name == "dense"
    both = Profile.parse("dense+bursts:sum", PORTS)
    assert [both.pattern(port, rng, MARKS).name for port in PORTS] == ["dense", "bursts"]


def test_no_port_that_is_free_counts_as_held_back() -> None:
    assert Profile.parse("none", PORTS) == NO_PROFILE
    assert Profile.parse("none:sum", PORTS).kinds == ()
    assert Profile.parse("dense+none:sum", PORTS).kinds == (("pixel", "dense"),)
    assert Profile.parse("none+dense:sum", PORTS).kinds == (("sum", "dense"),)


@pytest.mark.parametrize("text", ["dens", "dense:sums", "", "dense+"])
def test_unknown_profiles_are_refused(text: str) -> None:
    with pytest.raises(ProfileError, match="these are"):
        Profile.parse(text, PORTS)


def test_every_profile_can_be_parsed_and_none_is_free() -> None:
    texts = every(PORTS)
    assert len(set(texts)) == len(texts) == (len(KINDS) - 1) * 3
    for text in texts:
        assert Profile.parse(text, PORTS).kinds
