"""Modules that are loaded when they are first used."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


def module(name: str) -> ModuleType:
    """The module of this name, loaded when an attribute of it is first asked for.

    The recipe of Python's manual for `importlib.util.LazyLoader`. Raises ModuleNotFoundError if
    there is no such module.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    loader = spec.loader = importlib.util.LazyLoader(spec.loader)
    made = sys.modules[name] = importlib.util.module_from_spec(spec)
    loader.exec_module(made)
    return made
