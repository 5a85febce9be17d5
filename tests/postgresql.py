"""A throw-away PostgreSQL cluster of this machine's server programs."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path


def find_server_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, or None where they are not installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    on_path = shutil.which("initdb")
    folders = [*reversed(installed), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((each for each in folders if (each / "initdb").exists()), None)


class Cluster:
    """A cluster in a folder of its own, on a free port of the loopback, without fsync."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-postgresql-"))
        self.data = self.folder / "data"
        self.owner = _find_owner()
        shutil.chown(self.folder, self.owner)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def url(self) -> str:
        return f"postgresql://newsroom@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self._run("initdb", "-U", "newsroom", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start_server()

    def start_server(self) -> None:
        settings = f"-p {self.port} -k {self.folder} -F -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-o", settings, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        self.stop_server("immediate")
        shutil.rmtree(self.folder)

    def stop_server(self, mode: str) -> None:
        """Stop the server in one of the modes of pg_ctl; its data stay."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def signal_server(self, number: signal.Signals) -> None:
        """Send the signal to the server and to all processes that it has started."""
        server = (self.data / "postmaster.pid").read_text().split()[0]
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for pid in (server, *children):
            os.kill(int(pid), number)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of the programs as the owner: PostgreSQL refuses to run as root."""
        subprocess.run(
            [self.programs / program, "-D", self.data, *arguments],
            user=self.owner if os.geteuid() == 0 else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _find_owner() -> str:
    """Return the user that runs the server: another one where we are root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
