"""Writes the newest versions of all packages that fit each other into pyproject.toml.

    uv run python -m tests.renew_versions

They are the constraints that uv resolves with, for each Python and each group of dependencies.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
LIST = re.compile(r"^constraint-dependencies = \[\n(?:  .*\n)*\]", re.MULTILINE)
EXPORT = "uv export --quiet --all-groups --no-hashes --no-header --no-annotate --directory".split()


def replace_constraints(text: str, constraints: Iterable[str]) -> str:
    """Return the text of a pyproject.toml with these constraints instead of its own."""
    lines = "".join(f'  "{each}",\n' for each in constraints)
    return LIST.sub(lambda _match: f"constraint-dependencies = [\n{lines}]", text)


def resolve(text: str) -> list[str]:
    """Return the version of each package that uv chooses for this pyproject.toml."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pyproject.toml").write_text(text, encoding="utf-8")
        export = subprocess.run([*EXPORT, folder], check=True, capture_output=True, text=True)
    return export.stdout.splitlines()


if __name__ == "__main__":
    project = PYPROJECT.read_text(encoding="utf-8")
    newest = resolve(replace_constraints(project, []))
    PYPROJECT.write_text(replace_constraints(project, newest), encoding="utf-8")
