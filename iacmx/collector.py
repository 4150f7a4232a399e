"""Finding what a package of plug-in files holds: rules, resource types, output formats."""

from __future__ import annotations

import os
from collections.abc import Iterable


def module_names(package_path: Iterable[str]) -> tuple[str, ...]:
    """The modules in a package's directories, sorted; those whose name starts with an underscore are not plug-ins.

    Read from the directory, because importing pkgutil is 20 ms of a start.
    """
    files = {name.partition(".")[0] for directory in package_path for name in os.listdir(directory)}
    return tuple(sorted(name for name in files if name and not name.startswith("_")))
