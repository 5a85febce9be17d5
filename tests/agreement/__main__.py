"""How far imported articles agree with what others read in the same files.

    python -m tests.agreement feeds FOLDER

prints each disagreement with its cause, and the share of values that agree: for each kind and
field, and overall. The module of a kind of files says where its expectations come from.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.agreement.feeds import check_feeds
from tests.agreement.newswire import check_newswire
from tests.agreement.pages import check_pages
from tests.agreement.report import Verdict, format_report
from tests.agreement.wxr import check_exports

CHECKS: Final[dict[str, Callable[[Path], Iterator[Verdict]]]] = {
    "feeds": check_feeds,
    "newswire": check_newswire,
    "pages": check_pages,
    "wxr": check_exports,
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("kind", choices=CHECKS)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    for line in format_report(list(CHECKS[options.kind](options.folder))):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
