"""Which tests stay together on a worker of pytest-xdist."""

from xdist.scheduler import LoadScopeScheduling

# Their tests share a fixture that takes seconds.
FILES = ("tests/articles/importing/test_kills.py", "tests/articles/management/test_demo.py")


class Scheduling(LoadScopeScheduling):
    """Sends tests in their order to whichever worker is free; all parameters of one together."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in FILES else nodeid.partition("[")[0]
