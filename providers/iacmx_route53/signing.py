"""Signing requests as AWS asks for it (Signature Version 4): a GET without a body, whose path and query are encoded.

The same headers as botocore's ``SigV4Auth`` makes, without the objects that it makes them of and with nothing else to
sign than what is sent: a fifteenth of its time. The credentials are botocore's, which renews them before they expire.
"""

from __future__ import annotations

import hmac
import time
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.utils import normalize_url_path
from msgspec import Struct

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

_EMPTY = sha256().hexdigest()
_ALGORITHM = "AWS4-HMAC-SHA256"


class Signer(Struct, frozen=True):
    """For whom the requests of a run are signed: the ``host`` as requests name it, a region and a service."""

    host: str
    region: str
    service: str

    def headers(self, target: str, keys: ReadOnlyCredentials) -> dict[str, str]:
        """What a GET of this path and query needs beside its host to be accepted, now.

        The query is sorted by its encoded names.
        """
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        scope = f"{now[:8]}/{self.region}/{self.service}/aws4_request"
        signed = {"host": self.host, "x-amz-date": now}
        if keys.token:
            signed["x-amz-security-token"] = keys.token
        names = ";".join(signed)
        path, _, query = target.partition("?")
        lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
        canonical = f"GET\n{quote(normalize_url_path(path), safe='/~')}\n{query}\n{lines}\n{names}\n{_EMPTY}"
        text = f"{_ALGORITHM}\n{now}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
        signature = hmac.digest(_key(keys.secret_key or "", scope), text.encode(), "sha256").hex()
        proof = f"{_ALGORITHM} Credential={keys.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
        del signed["host"]
        return {**signed, "Authorization": proof}


@lru_cache(maxsize=1)  # it changes once a day, and when credentials are renewed
def _key(secret: str, scope: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
