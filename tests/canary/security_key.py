"""A security key in software: it answers when a page asks for a new one. It signs nothing."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

OPTIONS = re.compile(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT


def answer_to(page: str, origin: str) -> str:
    """What the page's script would put into its form after the key was touched; nothing where no key is asked for."""
    for asked in map(json.loads, OPTIONS.findall(page)):
        options = asked.get("creation_options") if isinstance(asked, dict) else None
        if options:
            return json.dumps(_registration(options["publicKey"], origin))
    return ""


def _registration(options: dict[str, Any], origin: str) -> dict[str, Any]:
    identity = secrets.token_bytes(16)
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())  # type: ignore[no-untyped-call]
    of_key = AttestedCredentialData.create(b"\0" * 16, identity, public)
    about = hashlib.sha256(options["rp"]["id"].encode()).digest()
    data = AuthenticatorData.create(about, PRESENT_AND_VERIFIED, 0, of_key)
    attested = AttestationObject.create("none", data, {})
    client = CollectedClientData.create(
        CollectedClientData.TYPE.CREATE, websafe_decode(options["challenge"]), origin
    )
    return {
        "id": websafe_encode(identity),
        "rawId": websafe_encode(identity),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(attested),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
