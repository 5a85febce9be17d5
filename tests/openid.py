"""A small OpenID provider on this machine, which a test tells what to answer."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID: Final = "newsroom"
CLIENT_SECRET: Final = "the-secret-of-the-client"  # invented
CODE: Final = "the-code"


def make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What the provider says, and what it was asked."""

    issuer: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=make_key)
    signing_key: Any = None  # another than the published one, for answers that are forged
    algorithm: str = "RS256"
    header: dict[str, Any] = field(default_factory=lambda: {"kid": "first"})
    claims: dict[str, Any] = field(default_factory=dict)  # None leaves a claim out
    config: dict[str, Any] = field(default_factory=dict)
    question: dict[str, str] = field(default_factory=dict)  # what the browser came with
    has_token: bool = True

    def authorize(self, url: str) -> dict[str, str]:
        """Take the question that the browser brings; return the query that it is sent back with."""
        self.question = {name: each[0] for name, each in parse_qs(urlsplit(url).query).items()}
        return {"code": CODE, "state": self.question["state"]}

    def answer(self, path: str, form: dict[str, list[str]]) -> dict[str, Any] | None:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            } | self.config
        if path == "/keys":
            public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return {"keys": [public | {"kid": "first", "use": "sig", "alg": "RS256"}]}
        return self._give_token(form) if path == "/token" else None

    def _give_token(self, form: dict[str, list[str]]) -> dict[str, Any] | None:
        verifier = form["code_verifier"][0].encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=")
        sent = (form["code"], form["client_id"], form["client_secret"], challenge.decode())
        if sent != ([CODE], [CLIENT_ID], [CLIENT_SECRET], self.question["code_challenge"]):
            return None
        token = {"id_token": self._sign()} if self.has_token else {}
        return {"access_token": "access", "token_type": "Bearer", **token}

    def _sign(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "4711",
            "iat": now,
            "exp": now + 300,
            "nonce": self.question["nonce"],
            "preferred_username": "vera",
            "given_name": "Vera",
            "family_name": "Aydın",
            "email": "vera@example.org",
            "email_verified": True,
            "groups": ["press-desk"],
        } | self.claims
        claimed = {name: value for name, value in claims.items() if value is not None}
        key = self.signing_key or self.key
        return jwt.encode(claimed, key, algorithm=self.algorithm, headers=self.header)


@contextmanager
def serve_provider() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send({})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._send(parse_qs(self.rfile.read(length).decode()))

        def _send(self, form: dict[str, list[str]]) -> None:
            answer = provider.answer(self.path, form)
            body = json.dumps(answer).encode()
            self.send_response(400 if answer is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Keep the output of the tests clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield provider
        server.shutdown()
        thread.join()
