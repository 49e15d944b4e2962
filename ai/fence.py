"""What others wrote as one line of JSON that nothing in it can end or look like a part of. Pure."""

import json

# A line that ends or opens something can only be made by us: in JSON a text stays on one line,
# and these letters, which a model may take for a fence or a tag, become escapes.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>`\u2028\u2029\u0085"}


def fence(value: object) -> str:
    """Anything that JSON can say, as it stands in a prompt."""
    # A lone half of a surrogate pair cannot travel as UTF-8.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return text.encode("utf-8", "replace").decode()
