"""Compare what two checkouts of Newsroom do: the output of their commands and URLs.

    python -m tests.benchmarks.compare BEFORE_CHECKOUT [--data FOLDER] [--keep FOLDER]

BEFORE_CHECKOUT is a folder with an older commit; it is compared with the checkout that this file is
in. Each sets up and exports the demo, and serves all its pages in both languages. With ``--data``,
each also imports the folders in FOLDER one by one, then all of it. Prints what differs and how much
was compared. The exit status is 0 when everything is equal, 1 when something differs or nothing was
compared. ``--keep`` stores what the older checkout does, for the next comparison with it.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.benchmarks.compare.capture import HERE, Captured, capture
from tests.benchmarks.compare.report import print_report

PROJECT: Final = HERE.parents[2]
# The files that determine what is captured, and how.
CAPTURED_BY: Final = ("capture.py", "crawl.py", "frozen/sitecustomize.py")


def main() -> int:
    options = parse_options()
    print(f"Before: {options.before}", file=sys.stderr)
    before = capture_or_load(options.before, options)
    print(f"After: {options.after}", file=sys.stderr)
    after = capture(options.after, options.python, options.data)
    return 0 if print_report(before, after, lines=options.lines) else 1


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare what two checkouts do.")
    add = parser.add_argument
    add("before", type=Path, metavar="BEFORE_CHECKOUT", help="a folder with an older commit")
    add("--after", type=Path, default=PROJECT, metavar="CHECKOUT", help="other than this one")
    add("--data", type=Path, metavar="FOLDER", help="folders of files to import")
    add("--python", default=sys.executable, metavar="PATH", help="the interpreter of both")
    add("--keep", type=Path, metavar="FOLDER", help="where to keep what the older checkout does")
    add("--lines", type=int, default=60, help="lines to print of each difference (60)")
    return parser.parse_args()


def capture_or_load(checkout: Path, options: argparse.Namespace) -> Captured:
    """Return what the checkout does, from the folder of ``--keep`` if it is there."""
    if options.keep is None:
        return capture(checkout, options.python, options.data)
    file = options.keep / f"{identify(checkout, options)}.json"
    if file.exists():
        captured: Captured = json.loads(file.read_text(encoding="utf-8"))
    else:
        captured = capture(checkout, options.python, options.data)
        options.keep.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(captured), encoding="utf-8")
    return captured


def identify(checkout: Path, options: argparse.Namespace) -> str:
    """Return a digest of all that a capture depends on: commit, data, interpreter, our code."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=checkout, stdout=subprocess.PIPE, check=True
    ).stdout
    parts = [commit, str(options.data).encode(), options.python.encode()]
    parts += [(HERE / name).read_bytes() for name in CAPTURED_BY]
    return hashlib.blake2b(b"\n".join(parts), digest_size=8).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
