#!/usr/bin/env python3
"""Module documentation.

Second paragraph.
"""
from __future__ import annotations
import os, sys as system
from . import sibling
from collections.abc import (
    Iterable,
)

# a comment
LIMIT = 10 if os.name == "posix" else 20


class Queue:
    """One line."""

    def __init__(self, size=LIMIT):
        self.items = []

    @property
    def size(self): return len(self.items)

    @staticmethod
    async def drain(source, *, limit: int = 3) -> list[str]:
        """Docs

        over lines."""
        async for item in source:
            if item is None:
                continue
            elif item and (len(item) > limit or item == "x"):
                with open(item) as f:
                    yield f
            else:
                raise ValueError
        try:
            pass
        except (OSError, ValueError):
            pass
        except Exception as e:
            raise
        finally:
            pass

    class Inner:
        def go(self):
            def helper(n):
                return [x for x in range(n) if x % 2]
            return helper(3)


def choose(command):
    match command:
        case "go" | "run":
            return 1
        case [x, y] if x > y:
            return 2
        case _:
            return lambda a: a or None
    text = """not

a docstring"""


key = lambda x: x
