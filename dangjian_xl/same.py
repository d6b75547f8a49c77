"""What is made of large records that nobody changes, made once: by which record it is, for comparing two takes as long as making."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """A record as the key of a cache (`functools.lru_cache`): equal to itself alone. The cache keeps the record alive."""

    __slots__ = ("of",)

    def __init__(self, of: T) -> None:
        """Take a record."""
        self.of = of

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.of is self.of
