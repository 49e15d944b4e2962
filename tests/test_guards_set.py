"""The shipped set of answers: what must be held is, and what is innocent leaves."""

import json
from pathlib import Path

import bot
from ai.guards import Grounds, check
from ai.model import ListingFacts
from ai.reading.moods import complains, wants_person

SET = Path(bot.__file__).parent / "eval" / "sets" / "guards.jsonl"
CASES = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
FIELDS = {"id", "listing", "facts", "buyer", "reply", "verdict", "kind", "why"}


def leaves(case: dict[str, object]) -> bool:
    listing = case["listing"]
    assert isinstance(listing, dict)
    assert isinstance(case["facts"], list)
    grounds = Grounds(
        ListingFacts(listing["title"], listing["price"]),
        facts=tuple(case["facts"]),
        burst=(str(case["buyer"]),),
    )
    if complains(grounds.burst) or wants_person(grounds.burst):
        return False
    return not any(finding.holds for finding in check(str(case["reply"]), grounds))


def share_left(verdict: str) -> float:
    cases = [case for case in CASES if case["verdict"] == verdict]
    assert len(cases) >= 150
    return sum(map(leaves, cases)) / len(cases)


def test_what_is_bad_is_held() -> None:
    assert share_left("hold") <= 0.01


def test_what_is_innocent_leaves() -> None:
    assert share_left("pass") >= 0.97


def test_the_set_is_whole() -> None:
    assert len(CASES) >= 320
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert len({(case["buyer"], case["reply"], *case["facts"]) for case in CASES}) == len(CASES)
    for case in CASES:
        assert set(case) == FIELDS
        assert set(case["listing"]) == {"title", "price"}
        assert case["verdict"] in {"pass", "hold"}
        assert case["kind"]
        assert case["why"]
