"""A buyer's phone."""

import re


def find_phone(text: str) -> str | None:
    found = re.search(r"(?<!\d)(?:\+?\d[ ()-]{0,2}){10,11}(?!\d)", text)
    return re.sub(r"\D", "", found[0]) if found else None
