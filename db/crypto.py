"""Sellers' keys at rest."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class VaultError(Exception):
    """What is stored was written with a key that is not in ENCRYPTION_KEYS."""


class Vault:
    """Encrypts with the newest key, reads with any: put a new key first, restart, drop the old."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take Fernet keys, newest first; ValueError when one is not 32 url-safe base64 bytes."""
        fernets = [Fernet(key) for key in keys]
        self._newest = fernets[0]
        self._all = MultiFernet(fernets)

    def lock(self, plain: str) -> str:
        return self._newest.encrypt(plain.encode()).decode()

    def unlock(self, locked: str) -> str:
        try:
            return self._all.decrypt(locked.encode()).decode()
        except InvalidToken:
            raise VaultError("no key in ENCRYPTION_KEYS opens a stored secret") from None

    def renew(self, locked: str) -> str:
        """The same secret under the newest key; unchanged when it already is."""
        try:
            self._newest.decrypt(locked.encode())
        except InvalidToken:
            return self.lock(self.unlock(locked))
        return locked


def make_key() -> str:
    return Fernet.generate_key().decode()
