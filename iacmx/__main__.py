"""The ``iacmx`` program, also as ``python -m iacmx``."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line.

    The garbage collector is off: a run is short, makes no cycles worth collecting, and looking for them costs a tenth
    of a start and more of a big plan.
    """
    gc.disable()
    from iacmx.cli import main as run

    run()


if __name__ == "__main__":
    main()
