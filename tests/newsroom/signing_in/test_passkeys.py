"""Passkeys, and answers that none gives: those are refused like wrong ones, and break no page."""

import base64
import hashlib
import json
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from tests.accounts import PASSWORD, is_signed_in, sign_in
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]

FOLDER = "/admin/account/second-factor/webauthn/"
CODE = "/admin/account/second-factor/authenticate/"
TEXT = "The browser gave no passkey. Try again, or use another way."
BYTES = base64.urlsafe_b64encode(b"1" * 40).decode().rstrip("=")
RESPONSE = {
    "clientDataJSON": base64.urlsafe_b64encode(b"{}").decode(),
    "authenticatorData": BYTES,
    "signature": BYTES,
    "userHandle": BYTES,
    "attestationObject": BYTES,
}
ID = b"the id of the passkey"
ANSWERS: list[Any] = [
    {"id": 1},
    {"id": BYTES, "rawId": BYTES, "type": "public-key"},
    {"id": BYTES, "rawId": BYTES, "type": "public-key", "response": 1},
    {"id": BYTES, "rawId": BYTES, "type": "public-key", "response": {}},
    {"id": BYTES, "rawId": BYTES, "type": "public-key", "response": RESPONSE},
    [1],
    "text",
    1,
]


DEEP_JSON = "[" * 20_000
DEEP_CBOR = b"\x81" * 5_000
FLAGS = bytes([AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.ED])


def write_answer(**response: bytes) -> str:
    """Return an answer of the browser as JSON, with these members of its response."""
    members = RESPONSE | {name: encode(value) for name, value in response.items()}
    return json.dumps({"id": BYTES, "rawId": BYTES, "type": "public-key", "response": members})


def encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


# Texts that parsers fail for, of JSON and of what it holds.
TEXTS = {
    "nothing": "",
    "a null character": "\0",
    "a long number": "9" * 5_000,
    "a long number in an object": f'{{"id": {"9" * 5_000}}}',
    "deep nesting": DEEP_JSON,
    "deep objects": '{"a":' * 12_000,
    "not a number": "NaN",
    "infinity": '{"id": 1e999}',
    "a lone surrogate": r'"\ud800"',
    "a lone surrogate in an object": r'{"id": "\ud800", "\udfff": "\u0000"}',
    "deep JSON of the client": write_answer(clientDataJSON=DEEP_JSON.encode()),
    "a long number of the client": write_answer(clientDataJSON=b"9" * 5_000),
    "deep CBOR of the key": write_answer(authenticatorData=b"1" * 32 + FLAGS + b"1111" + DEEP_CBOR),
    "deep CBOR of a new key": write_answer(attestationObject=DEEP_CBOR),
    "a handle that is no text": write_answer(userHandle=b"\xff"),
    "a handle with a long number": write_answer(userHandle=b"9" * 5_000),
}


def send_texts(client: Client, path: str) -> dict[str, int]:
    """Return the status of the response to each text."""
    statuses = {}
    for name, text in TEXTS.items():
        cache.clear()  # the counters of failures
        client.get(path, headers={"accept": "application/json"})
        statuses[name] = client.post(path, {"credential": text}).status_code
    return statuses


def test_no_text_breaks_signing_in() -> None:
    assert send_texts(Client(), f"{FOLDER}login/") == dict.fromkeys(TEXTS, HTTPStatus.FOUND)


def test_no_text_breaks_the_page_after_the_password() -> None:
    user = make_user("Editors", password=PASSWORD)
    key = {"secret": get_adapter().encrypt("A" * 32)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=key)
    assert send_texts(sign_in(user), CODE) == dict.fromkeys(TEXTS, HTTPStatus.OK)


def test_no_text_breaks_the_page_that_asks_again() -> None:
    user = make_user("Editors")
    make_passkey(user)
    client = Client()
    client.force_login(user)
    statuses = send_texts(client, f"{FOLDER}reauthenticate/")
    assert statuses == dict.fromkeys(TEXTS, HTTPStatus.FOUND)


def test_no_text_breaks_the_page_for_a_new_passkey() -> None:
    client = sign_in(make_user("Editors", password=PASSWORD))
    client.post("/admin/account/confirm/", {"password": PASSWORD})
    assert send_texts(client, f"{FOLDER}add/") == dict.fromkeys(TEXTS, HTTPStatus.OK)


@pytest.mark.parametrize("text", ["9" * 5_000, DEEP_JSON])
def test_whoever_sends_it_is_told_what_to_do(text: str) -> None:
    response = Client().post(f"{FOLDER}login/", {"credential": text}, follow=True)
    assert TEXT in response.content.decode()


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_a_stranger_signs_in_with_no_such_answer(answer: Any) -> None:
    client = Client()
    client.get(f"{FOLDER}login/", headers={"accept": "application/json"})
    response = client.post(f"{FOLDER}login/", {"credential": json.dumps(answer)}, follow=True)
    assert response.redirect_chain == [("/admin/login/", 302)]


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_no_such_answer_is_kept_as_a_passkey(answer: Any) -> None:
    client = sign_in(make_user("Editors", password=PASSWORD))
    client.post("/admin/account/confirm/", {"password": PASSWORD})
    client.get(f"{FOLDER}add/")
    response = client.post(f"{FOLDER}add/", {"credential": json.dumps(answer)})
    assert (response.status_code, Authenticator.objects.count()) == (200, 0)


def test_after_the_password_such_an_answer_says_what_to_do() -> None:
    user = make_user("Editors", password=PASSWORD)
    key = {"secret": get_adapter().encrypt("A" * 32)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=key)
    page = sign_in(user).post(CODE, {"credential": '{"id": 1}'}).content.decode()
    assert page.count(TEXT) == 2  # one of them is hidden, for the script


def test_a_malformed_answer_says_what_to_do() -> None:
    response = Client().post(f"{FOLDER}login/", {"credential": '{"id": 1}'}, follow=True)
    assert TEXT in response.content.decode()


def test_refused_passkeys_are_counted_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    page, form = f"{FOLDER}login/", {"credential": '{"id": 1}'}
    statuses = []
    for number in range(3):  # allauth takes ten answers in a minute
        with time_machine.travel(1_800_000_000 + 61 * number, tick=False):
            statuses += [Client().post(page, form).status_code for _ in range(4)]
    assert statuses == [302] * 10 + [429] * 2
    lines = [each.message for each in caplog.records if each.name == "newsroom.signing_in"]
    assert lines == [
        *['Passkey refused from 127.0.0.1 for ""'] * 10,
        *['Sign-in refused from 127.0.0.1 for ""'] * 2,
    ]


def test_the_log_names_whose_passkey_was_refused(caplog: pytest.LogCaptureFixture) -> None:
    user = make_user("Editors", password=PASSWORD)
    key = {"secret": get_adapter().encrypt("A" * 32)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=key)
    sign_in(user).post(CODE, {"credential": '{"id": 1}'})
    lines = [each.message for each in caplog.records if each.name == "newsroom.signing_in"]
    assert lines == [f'Passkey refused from 127.0.0.1 for "{user.get_username()}"']


def make_passkey(user: User) -> ec.EllipticCurvePrivateKey:
    """Give the person a passkey, as the page for it does; return its private key."""
    key = ec.generate_private_key(ec.SECP256R1())
    about = b'{"type": "webauthn.create", "challenge": "", "origin": ""}'
    response = build_response(about, key.public_key())
    credential = {"id": encode(ID), "rawId": encode(ID), "type": "public-key", "response": response}
    row = {"name": "Passkey 1", "credential": credential}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=row)
    return key


def answer_challenge(client: Client, user: User, key: ec.EllipticCurvePrivateKey) -> str:
    """Ask for a challenge as the page for signing in does; return the signed answer."""
    page = client.get(f"{FOLDER}login/", headers={"accept": "application/json"}, secure=True)
    challenge = page.json()["request_options"]["publicKey"]["challenge"]
    about = {"type": "webauthn.get", "challenge": challenge, "origin": "https://testserver"}
    text = json.dumps(about).encode()
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
    signed = AuthenticatorData.create(sha256(b"testserver"), flags, 1)
    response = {
        "clientDataJSON": encode(text),
        "authenticatorData": encode(signed),
        "signature": encode(key.sign(signed + sha256(text), ec.ECDSA(hashes.SHA256()))),
        "userHandle": encode(user_pk_to_url_str(user).encode()),
    }
    answer = {"id": encode(ID), "rawId": encode(ID), "type": "public-key", "response": response}
    return json.dumps(answer)


def sha256(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def test_right_passkeys_sign_in_and_do_not_count() -> None:
    user = make_user("Editors", password=PASSWORD)
    key = make_passkey(user)
    for _ in range(6):  # of allauth's ten answers in a minute
        client = Client()
        form = {"credential": answer_challenge(client, user, key)}
        client.post(f"{FOLDER}login/", form, secure=True)
        assert is_signed_in(client)
    statuses = [fail(f"name-{number}") for number in range(11)]
    assert statuses == [200] * 10 + [429]


@pytest.mark.parametrize(
    ("results", "is_alone"),
    [
        ({"credProps": {"rk": True}}, [True]),
        ({"credProps": {"rk": False}, "number": 1e999, "text": "\ud800\0"}, [False]),
        ({}, [False]),
        ({"credProps": []}, []),
    ],
)
def test_only_what_is_read_of_a_passkey_is_kept(results: Any, is_alone: list[bool]) -> None:
    client = sign_in(make_user("Editors", password=PASSWORD))
    client.post("/admin/account/confirm/", {"password": PASSWORD})
    form = {"name": "Key", "credential": make_registration(client, results), "passwordless": "on"}
    client.post(f"{FOLDER}add/", form, secure=True)
    stored = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    assert [row.wrap().is_passwordless for row in stored] == is_alone
    assert client.get(FOLDER).status_code == HTTPStatus.OK


def make_registration(client: Client, results: Any) -> str:
    """Ask for a challenge as the page for a new passkey does; return the answer of a browser."""
    page = client.get(f"{FOLDER}add/", secure=True)
    challenge = page.context["js_data"]["creation_options"]["publicKey"]["challenge"]
    about = {"type": "webauthn.create", "challenge": challenge, "origin": "https://testserver"}
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    response = build_response(json.dumps(about).encode(), public)
    answer = {"id": encode(ID), "rawId": encode(ID), "type": "public-key", "response": response}
    return json.dumps({**answer, "clientExtensionResults": results, "more": 1e999})


def build_response(about: bytes, public: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Return what a browser says of a new passkey with this key."""
    key = ES256.from_cryptography_key(public)  # type: ignore[no-untyped-call] # fido2 has none
    attested = AttestedCredentialData.create(Aaguid.NONE, ID, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    signed = AuthenticatorData.create(sha256(b"testserver"), flags, 0, attested)
    attestation = encode(AttestationObject.create("none", signed, {}))
    return {"clientDataJSON": encode(about), "attestationObject": attestation}


def fail(name: str) -> int:
    return Client().post("/admin/login/", {"login": name, "password": "wrong"}).status_code
