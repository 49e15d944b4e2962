"""What many rules look for in a folded text. Pure."""

import re

WORD = re.compile(r"[^\W\d_]{3,}")
"""A word that may say what is done or named; shorter ones only join."""


def whole(pattern: str) -> re.Pattern[str]:
    """Any of the words of a pattern, but no part of a longer word."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
