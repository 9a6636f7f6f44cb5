"""The user's mistakes, as values with a text key. Ours are ordinary exceptions."""

from __future__ import annotations


class UserInputError(Exception):
    """Something the person can put right: answered with the text of `key`, nothing written."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params
