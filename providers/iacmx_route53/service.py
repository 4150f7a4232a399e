"""Route 53 as botocore knows it: where it is, what its actions are called on the wire, what its answers mean.

The endpoint follows from the region's partition and from the user's settings (``AWS_ENDPOINT_URL`` and its like, FIPS,
dual stack), which botocore weighs anew for every request. It is found out once here, from a URL that botocore signs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from botocore.exceptions import ClientError
from botocore.parsers import create_parser
from msgspec import Struct

from iacmx_route53 import pages

if TYPE_CHECKING:
    from boto3 import Session
    from botocore.model import ServiceModel, StructureShape

    from iacmx.wire import Answer

_UNRESERVED = "-_.~"


class Endpoint(Struct, frozen=True):
    """Where requests go, and what they are signed for. ``path`` goes before all others; ``url`` may hold a password."""

    url: str
    path: str
    region: str
    service: str


class Service:
    """How to ask for an action, and how to read its answer. Safe to use from several threads at once."""

    def __init__(self, session: Session, region: str) -> None:
        """``region`` goes for endpoints that are not told otherwise. Raises BotoCoreError, ValueError."""
        client: Any = cast("Any", session).client(
            "route53",
            region,
            aws_access_key_id="-",  # no one's, so that credentials that have to be asked for are not asked for yet
            aws_secret_access_key="-",  # noqa: S106
        )
        self._model: ServiceModel = client.meta.service_model
        self._parser = create_parser("rest-xml")
        self._asked = cache(self._describe)
        presigned: str = client.generate_presigned_url("list_hosted_zones")
        self.endpoint = _endpoint(
            urlsplit(presigned), self._model.operation_model("ListHostedZones").http["requestUri"]
        )

    def target(self, action: str, parameters: Mapping[str, str]) -> str:
        """The path and query, both encoded, that ask for ``action``."""
        uri, places = self._asked(action)
        path, query = self.endpoint.path + uri, list[tuple[str, str]]()
        for parameter, value in parameters.items():
            (in_path, name), text = places[parameter], quote(value, safe=_UNRESERVED)
            if in_path:
                path = path.replace(f"{{{name}}}", text)
            else:
                query.append((name, text))
        return f"{path}?{'&'.join(f'{name}={text}' for name, text in sorted(query))}" if query else path

    def _describe(self, action: str) -> tuple[str, dict[str, tuple[bool, str]]]:
        """The path of an action, and of each parameter whether it stands in it, and what it is called."""
        operation = self._model.operation_model(action)
        members = cast("StructureShape", operation.input_shape).members
        places = {
            parameter: (shape.serialization["location"] == "uri", str(shape.serialization["name"]))
            for parameter, shape in members.items()
        }
        return operation.http["requestUri"], places

    def read(self, action: str, answer: Answer) -> dict[str, Any]:
        """The members of an answer. Raises ClientError for an error, ResponseParserError for what is no answer."""
        if answer.status == 200:
            try:
                return pages.members(action, answer.body)
            except pages.UNREAD:  # but by botocore
                pass
        response: dict[str, Any] = {"status_code": answer.status, "headers": {}, "body": answer.body}
        shape = cast("StructureShape", self._model.operation_model(action).output_shape)
        parsed: Any = self._parser.parse(response, shape)
        if answer.status >= 301:
            raise ClientError(parsed, action)
        return cast("dict[str, Any]", parsed)


def _endpoint(presigned: SplitResult, uri: str) -> Endpoint:
    (credential,) = parse_qs(presigned.query)["X-Amz-Credential"]
    _, _, region, service, _ = credential.split("/")
    path = presigned.path.removesuffix(uri)
    return Endpoint(f"{presigned.scheme}://{presigned.netloc}", path, region, service)
