"""What a model was paid for, in a file: a run that was broken goes on from there."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from ai import prompt
from ai.model import Answer, DraftRequest, Usage


class Kept(BaseModel):
    """What came of a case; `asked` is the fingerprint of a paid call, empty where none was made."""

    model_config = ConfigDict(frozen=True)

    asked: str
    answer: Answer | None
    error: str = ""
    usage: Usage | None = None
    characters: int = 0


def fingerprint(request: DraftRequest, model: str) -> str:
    """The same only for the same question to the same model under the same rules and schema."""
    schema = json.dumps(Answer.model_json_schema(), sort_keys=True)
    whole = "\0".join((model, prompt.system(), schema, prompt.ask(request).text))
    return sha256(whole.encode("utf-8", "replace")).hexdigest()[:24]


class Notebook:
    """The calls of a run that is not over, a line each; `finish` puts the file aside."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.stem}.part.jsonl")
        self._known: dict[str, Kept] = {}

    @classmethod
    def open(cls, path: Path, *, again: bool) -> Self:
        """What is left of a broken run; nothing with `again`. Raises OSError."""
        notebook = cls(path)
        if again:
            notebook._part.unlink(missing_ok=True)
        notebook._read()
        return notebook

    @property
    def known(self) -> int:
        return len(self._known)

    def find(self, asked: str) -> Kept | None:
        return self._known.get(asked)

    def keep(self, kept: Kept) -> None:
        """Written at once: what was paid for is not lost with the program."""
        self._known[kept.asked] = kept
        with self._part.open("a", encoding="utf-8") as file:
            file.write(kept.model_dump_json() + "\n")

    def finish(self) -> None:
        """The run is over: the next one asks anew."""
        if self._part.exists():
            self._part.replace(self._path)

    def _read(self) -> None:
        """Half a line, where the machine died, is passed over, and ended."""
        if not self._part.exists():
            return
        text = self._part.read_text(encoding="utf-8", errors="replace")
        for line in text.split("\n"):
            try:
                kept = Kept.model_validate_json(line)
            except ValidationError:
                continue
            self._known[kept.asked] = kept
        if not text.endswith("\n"):
            with self._part.open("a", encoding="utf-8") as file:
                file.write("\n")
