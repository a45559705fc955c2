"""Modules that are imported when they are first used, for packages that import them just in case.

Great Expectations imports scipy's statistics and a chart library for checks that Andon does not
make: a second of every load that takes two.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class _Late(ModuleType):
    """Stands for a module of this name, and becomes it at the first thing asked of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system looks for what only real modules have
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        module = importlib.import_module(self.__name__)
        self.__dict__.update(vars(module))
        return getattr(module, name)


@contextmanager
def late(*names: str) -> Iterator[None]:
    """Import none of `names` before it is used by what the block imports.

    Whoever imports one of them after the block gets the module itself. Nothing is collected as
    garbage meanwhile: an import makes objects by the million, and drops hardly any.
    """
    stand_ins = {name: _Late(name) for name in names if name not in sys.modules}
    collects = gc.isenabled()
    gc.disable()
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
        if collects:
            gc.enable()
