"""PostgreSQL that is stopped, killed, hung and started again under twenty readers."""

import itertools
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from tests.desks import Desk
from tests.faults.serving import PROJECT, READERS, Answer, Site, serve
from tests.postgresql import Cluster, find_server_programs

pytestmark = [pytest.mark.unmeasured, pytest.mark.slow, pytest.mark.process]

LIMIT = 2.0  # seconds that a reader waits at most
KEPT = ["/", "/sources/", "/archive/", "/corrections/"]
_numbers = itertools.count()


def list_new() -> list[str]:
    """Return pages that nobody has read before, so that none of them is kept."""
    return [f"/?q=word{next(_numbers)}" for _ in range(READERS)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    programs = find_server_programs()
    if programs is None:
        pytest.skip("The server programs of PostgreSQL are not installed.")
    cluster = Cluster(programs)
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def desk(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("desk"), cluster.url)
    clippings = str(PROJECT / "articles/demo/published")
    for command in (["migrate"], ["import_articles", clippings, "--status", "published"]):
        done = desk.manage(*command)
        assert done.returncode == 0, done.stderr
    return desk


@pytest.fixture(scope="module")
def site(desk: Desk) -> Iterator[Site]:
    with serve(desk.folder, desk.database_url, NEWSROOM_RATE_LIMITS="off") as site:
        yield site


@pytest.fixture(autouse=True)
def _fill_the_cache(site: Site) -> None:
    """Let each of the two processes keep each page."""
    for _ in range(10):
        site.fetch_at_once(*KEPT, *KEPT)


def read(site: Site, paths: list[str], *, status: int) -> None:
    """Let twenty readers ask at once; check the status and that nobody waited for long."""
    answers = site.fetch_at_once(*paths)
    figures = [(each.status, round(each.seconds, 2)) for each in answers]
    sys.stdout.write(f"{max(figures)} {min(figures)}\n")
    assert {(each.status, each.seconds < LIMIT) for each in answers} == {(status, True)}, figures


def check_away(site: Site) -> None:
    """Check what twenty readers at once get, several times, while the database is away."""
    for _ in range(3):
        read(site, list_new(), status=503)
        read(site, [KEPT[number % len(KEPT)] for number in range(READERS)], status=200)
    answer = site.fetch("/?q=never")
    assert answer.headers is not None
    assert int(answer.headers["retry-after"]) > 0
    assert site.fetch("/healthz").status == 503


def check_back(site: Site) -> None:
    """Check that the first request works, and all that follow."""
    answers = [site.fetch("/?q=ferry"), *site.fetch_at_once(*list_new()), site.fetch("/healthz")]
    figures = [(each.status, round(each.seconds, 2)) for each in answers]
    assert {each.status for each in answers} == {200}, f"{figures}\n{site.log.read_text()[-3000:]}"


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_readers_get_an_answer_while_the_server_is_stopped(
    cluster: Cluster, site: Site, mode: str
) -> None:
    site.fetch_at_once(*list_new())
    cluster.stop_server(mode)
    try:
        check_away(site)
    finally:
        cluster.start_server()
    check_back(site)


def test_the_first_requests_after_a_restart_work(cluster: Cluster, site: Site) -> None:
    site.fetch_at_once(*list_new())
    cluster.stop_server("fast")
    cluster.start_server()
    answers: list[Answer] = site.fetch_at_once(*list_new())
    assert [each.status for each in answers] == [200] * READERS


def test_readers_get_an_answer_while_the_server_hangs(cluster: Cluster, site: Site) -> None:
    site.fetch_at_once(*list_new())
    cluster.signal_server(signal.SIGSTOP)
    try:
        check_away(site)
    finally:
        cluster.signal_server(signal.SIGCONT)
    time.sleep(1)
    check_back(site)
