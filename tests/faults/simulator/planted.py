"""Planting a bug: a few words of a function of the program are replaced while a schedule runs.

The words must stand in the function exactly once, or planting fails: a bug that can no longer be planted is no proof.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from tests.faults.simulator.actions import TEMPERS


@dataclass(frozen=True)
class Bug:
    """`where` is `module:function`; `old` is replaced by `new`. `breaks` says what it does, for the table."""

    name: str
    breaks: str
    where: str
    old: str
    new: str
    temper: str = "mixed"
    """The temper of schedules in which it is looked for."""
    also: tuple[tuple[str, str, str], ...] = ()
    """Further places, where two guards stand for one promise: `where`, `old`, `new`."""

    def seeds(self, count: int) -> Iterator[int]:
        """Seeds of schedules of that temper."""
        first = tuple(TEMPERS).index(self.temper)
        yield from range(first, count * len(TEMPERS), len(TEMPERS))


@contextmanager
def planted(bug: Bug) -> Iterator[None]:
    """The bug is in the program inside the block."""
    with ExitStack() as stack:
        for where, old, new in ((bug.where, bug.old, bug.new), *bug.also):
            function = _function(where)
            whole = function.__code__
            stack.callback(setattr, function, "__code__", whole)
            function.__code__ = _changed(function, old, new)
        yield


def _function(where: str) -> Any:
    module, _, path = where.partition(":")
    found: Any = importlib.import_module(module)
    for name in path.split("."):
        found = inspect.getattr_static(found, name)
    if isinstance(found, property):
        found = found.fget
    if isinstance(found, staticmethod | classmethod):
        found = found.__func__
    return inspect.unwrap(found)


def _changed(function: Callable[..., Any], old: str, new: str) -> Any:
    source = textwrap.dedent(inspect.getsource(function))
    times = source.count(old)
    if times != 1:
        raise ValueError(f"these words stand {times} times in {function.__qualname__}: {old!r}")
    definition = ast.parse(source.replace(old, new)).body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    scope: dict[str, Any] = {}
    future = ast.parse("from __future__ import annotations").body
    module = ast.Module(body=[*future, definition], type_ignores=[])
    code = compile(module, f"planted in {function.__qualname__}", "exec")
    exec(code, function.__globals__, scope)
    return scope[definition.name].__code__
