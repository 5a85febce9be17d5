"""Certificates that sign themselves."""

import subprocess
from pathlib import Path


def make_certificate(folder: Path, *, name: str) -> Path:
    """Return a certificate for the host, and for 127.0.0.1; its key is privkey.pem beside it."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1"]
    file = folder / "fullchain.pem"
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(file)]
    command = ["openssl", "req", "-x509", *key, *names, *files]
    subprocess.run(command, check=True, capture_output=True)
    return file
