"""What a backend needs for the pay-checkout server: checks of its requests, and order tickets.

Python 3.9 or newer, nothing but the standard library. Hand over what came: the body's bytes before
any parser, the query string before any decoding.
"""

import base64
import hashlib
import hmac
import json
import re
import time

LONGEST_AGE = 5 * 60
LONGEST_TICKET_LIFE = 24 * 3600


class SignatureError(Exception):
    """Not sent by anybody who has the secret, or too long ago, or altered. Answer 401, do nothing."""


def verify_hook(secrets, headers, body, now=None):
    """Checks a hook (`order`, `confirm`, `status`, `notify`) and returns its JSON.

    secrets: `hookSecret` of the configuration, or a list while one takes over from another
    headers: anything whose get(name) finds a header by its name in small letters
    body:    bytes
    """
    _verify_signature(secrets, headers, body, now)
    return json.loads(body)


def verify_forward(secrets, method, query, headers, body, now=None):
    """Checks a forwarded callback and returns the envelope it came with.

    The envelope is the server's word. The request around it is the provider's, to the byte, and is
    held against the envelope. The same forward may come again, under the same `id`.

    query: as it stood in the request line, after the `?`; Flask: request.query_string.decode
           ("latin-1"), Django: request.META["QUERY_STRING"]
    """
    text = headers.get("pay-checkout-envelope") or ""
    _verify_signature(secrets, headers, text.encode("utf-8"), now)
    envelope = json.loads(text)
    came = {
        "id": headers.get("webhook-id"),
        "httpMethod": method,
        "query": query,
        "contentType": headers.get("content-type") or "",
        "bodySha256": hashlib.sha256(body).hexdigest(),
    }
    for name, value in came.items():
        if envelope.get(name) != value:
            raise SignatureError(f"{name} is not what was forwarded")
    return envelope


def create_order_ticket(claims, secret, audience, life_seconds=3600, now=None):
    """A ticket for `order-ticket` of the tag: the order and its price, signed.

    claims:   line, orderId, orderName, amount; url, taxFreeAmount and methods if you like
    secret:   one of `ticketSecrets` of the configuration
    audience: `publicUrl` of the configuration
    """
    if not 0 < life_seconds <= LONGEST_TICKET_LIFE:
        raise ValueError("a ticket lives for a day at most")
    key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    if len(key) < 32:
        raise ValueError("the secret of tickets has 32 bytes or more")
    issued = int(time.time() if now is None else now)
    payload = {**claims, "aud": audience, "iat": issued, "exp": issued + int(life_seconds)}
    signed = ".".join(_encode(part) for part in ({"alg": "HS256", "typ": "pc-order+jwt"}, payload))
    mac = hmac.new(key, signed.encode("ascii"), hashlib.sha256).digest()
    return f"{signed}.{_base64url(mac)}"


def _verify_signature(secrets, headers, payload, now):
    message_id = headers.get("webhook-id") or ""
    timestamp = headers.get("webhook-timestamp") or ""
    if not message_id or not re.fullmatch("[0-9]{1,12}", timestamp):
        raise SignatureError("the signature's headers are missing")
    if abs((time.time() if now is None else now) - int(timestamp)) > LONGEST_AGE:
        raise SignatureError("signed too long ago, or by a clock that is wrong")
    signed = f"{message_id}.{timestamp}.".encode("utf-8") + payload
    given = [
        entry[3:].encode("utf-8")
        for entry in (headers.get("webhook-signature") or "").split(" ")
        if entry.startswith("v1,")
    ]
    for secret in [secrets] if isinstance(secrets, str) else secrets:
        key = base64.b64decode(secret[6:] if secret.startswith("whsec_") else secret)
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
        if any(hmac.compare_digest(expected, signature) for signature in given):
            return
    raise SignatureError("no signature of ours")


def _encode(value):
    return _base64url(json.dumps(value, separators=(",", ":")).encode("ascii"))


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
