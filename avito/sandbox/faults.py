"""Faults one can order: what breaks, how often, and whether the work was done before it broke."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

# Without a suffix, these break the answer to work that was done; all others come before it.
_AFTER_BY_DEFAULT = ("broken_json", "wrong_shape", "empty")
_BREAKS = ("late", "cut", "reset", "hang", "html", *_AFTER_BY_DEFAULT)


@dataclass
class Fault:
    """One ordered fault: `hits` counts what it broke.

    `times` None lasts until all faults are cleared; setting it to 0 ends this one.
    """

    method: str
    path_pattern: str
    breaks: str
    after: bool
    times: int | None
    user_id: int | None
    hits: int = 0

    def strikes(self, method: str, path: str, user_id: int | None) -> bool:
        """Whether it is this request's turn."""
        return (
            (self.times is None or self.hits < self.times)
            and self.method in ("*", method)
            and self.user_id in (None, user_id)
            and fnmatchcase(path, self.path_pattern)
        )


def read_kind(kind: str | int) -> tuple[str, bool]:
    """Split a kind into what breaks and whether the work is done first.

    Kinds: a status of 400…599, `cut` and `reset` (the connection), `hang`,
    `html`, `broken_json`, `wrong_shape`, `empty` (the four: with status 200);
    each may end in `_before` or `_after` (the work). `late` breaks nothing: the
    work is done and answered when all faults are cleared (`late_after`: done at
    once, answered then).
    """
    name = str(kind)
    breaks = name.removesuffix("_before").removesuffix("_after")
    if breaks not in _BREAKS and not (breaks.isdigit() and 400 <= int(breaks) < 600):
        raise ValueError(f"no such kind of fault: {kind}")
    named = name != breaks
    return breaks, name.endswith("_after") if named else breaks in _AFTER_BY_DEFAULT
