"""What is signed here is signed as botocore does it."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import patch
from urllib.parse import quote

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from hypothesis import example, given
from hypothesis import strategies as st

from iacmx_route53.signing import Signer

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.builds(
    ReadOnlyCredentials,
    st.text("AKIDXYZ0123", min_size=1, max_size=20),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40),
    st.none() | st.text("abcXYZ+/=", min_size=1, max_size=40),
    st.none(),
)


def by_botocore(signer: Signer, scheme: str, target: str, keys: ReadOnlyCredentials, time: str) -> AWSRequest:
    request = AWSRequest("GET", f"{scheme}://{signer.host}{target}")
    then = datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    with patch("botocore.auth.get_current_datetime", return_value=then):
        SigV4Auth(keys, signer.service, signer.region).add_auth(request)
    return request


@pytest.mark.parametrize(
    ("host", "scheme"),
    [("route53.amazonaws.com", "https"), ("127.0.0.1:8080", "http"), ("[::1]:443", "http"), ("localhost:80", "https")],
)
@given(zone=TEXT, query=st.dictionaries(st.sampled_from(["maxitems", "name", "type", "identifier"]), TEXT), keys=KEYS)
@example(zone="..", query={}, keys=ReadOnlyCredentials("a", "b", None, None))
def test_as_botocore_does(host: str, scheme: str, zone: str, query: dict[str, str], keys: ReadOnlyCredentials) -> None:
    signer = Signer(host, "cn-northwest-1", "route53")
    encoded = "&".join(f"{name}={quote(query[name], safe='-_.~')}" for name in sorted(query))
    target = f"/base/2013-04-01/hostedzone/{quote(zone, safe='-_.~')}/rrset" + (f"?{encoded}" if query else "")
    headers = signer.headers(target, keys)
    expected = by_botocore(signer, scheme, target, keys, headers["x-amz-date"])
    assert {name.lower(): value for name, value in headers.items()} == {
        name.lower(): value for name, value in expected.headers.items()
    }
