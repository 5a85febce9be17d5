"""The versions in pyproject.toml: exact, of every package, and those that are installed."""

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from itertools import chain

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.renew_versions import PYPROJECT, replace_constraints

TEXT = PYPROJECT.read_text(encoding="utf-8")
PROJECT = tomllib.loads(TEXT)
CONSTRAINTS: list[str] = PROJECT["tool"]["uv"]["constraint-dependencies"]


def list_direct() -> list[Requirement]:
    """Return what the project and its groups name as their dependencies."""
    lines = chain(PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"].values())
    return [Requirement(line) for line in lines if isinstance(line, str)]


def list_dependencies(required: Requirement) -> list[Requirement]:
    """Return what the installed package depends on here, for the extras that are required of it."""
    extras = required.extras or {""}
    lines = distribution(required.name).requires or []
    return [
        each
        for each in map(Requirement, lines)
        if not each.marker or any(each.marker.evaluate({"extra": extra}) for extra in extras)
    ]


def find_versions() -> dict[str, str]:
    """Return the version of each installed package that the project depends on."""
    versions: dict[str, str] = {}
    seen, waiting = set[str](), list_direct()
    while waiting:
        required = waiting.pop()
        if str(required) in seen:
            continue
        seen.add(str(required))
        try:
            version = distribution(required.name).version
        except PackageNotFoundError:  # of a group that is not installed
            continue
        versions[canonicalize_name(required.name)] = version
        waiting += list_dependencies(required)
    return versions


def test_each_installed_version_is_that_of_the_constraints() -> None:
    constraints = [Requirement(line) for line in CONSTRAINTS]
    here = [each for each in constraints if not each.marker or each.marker.evaluate()]
    exact: dict[str, str] = {canonicalize_name(each.name): str(each.specifier) for each in here}
    versions = find_versions()
    assert len(versions) > len(list_direct()) / 2
    assert {name: exact.get(name) for name in versions} == {
        name: f"=={version}" for name, version in versions.items()
    }


def test_renewing_replaces_the_constraints_and_nothing_else() -> None:
    renewed = tomllib.loads(replace_constraints(TEXT, ["django==9.9 ; python_version > '3'"]))
    assert renewed["tool"]["uv"].pop("constraint-dependencies") == [
        "django==9.9 ; python_version > '3'"
    ]
    expected = tomllib.loads(TEXT)
    del expected["tool"]["uv"]["constraint-dependencies"]
    assert renewed == expected
    assert replace_constraints(replace_constraints(TEXT, []), CONSTRAINTS) == TEXT
