"""How a module of this program is run in a process of its own."""

import os
import sys
from pathlib import Path
from typing import Final

_PROJECT: Final = Path(__file__).resolve().parents[2]


def build_command(module: str) -> list[str]:
    # -P keeps files in the operator's working folder from being imported.
    return [sys.executable, "-P", "-m", module]


def build_environment() -> dict[str, str]:
    """Return our own environment, in which the project can be imported from any folder."""
    python_path = [str(_PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(python_path)}
