"""Writes the Markdown report of a run as a comment on its pull request, in place of the one of the run before.

``comment.py FILE``; who and where come from the environment of a step: ``TOKEN``, ``PULL_REQUEST``, ``NAME``,
``GITHUB_API_URL``, ``GITHUB_REPOSITORY``. Needs nothing but Python. A comment that can't be written is a warning: it
never changes the verdict.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARK = re.compile(r"<!-- iacmx:(\w+) -->")
PAGE = 100
TRUSTED = ("OWNER", "MEMBER", "COLLABORATOR")
SECONDS = 20


def main(file: str) -> None:
    report = Path(file).read_text("utf-8")
    mark = _mark(report, os.environ.get("NAME", ""))
    body = MARK.sub(mark, report, count=1)
    comments = f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/{int(os.environ['PULL_REQUEST'])}/comments"
    for comment in _all(comments):
        if (comment["body"] or "").startswith(mark) and _is_ours(comment) and _replaced(comment["id"], body):
            return
    _ask("POST", comments, {"body": body})


def _mark(report: str, name: str) -> str:
    """What the comment begins with, as the report does; of a name only what can't end an HTML comment."""
    found = MARK.match(report)
    if not found:
        raise ValueError("no Markdown report")
    plain = re.sub(r"[^\w./]+", "-", name).strip("-")
    return f"<!-- iacmx:{found[1]}{plain and ' '}{plain} -->"


def _is_ours(comment: dict[str, Any]) -> bool:
    """Whether nobody but us, or those who could change ours anyway, may change it afterwards: whoever wrote a comment
    may, and a stranger who copied the mark could make a pass of a fail."""
    return (comment["user"] or {}).get("type") == "Bot" or comment["author_association"] in TRUSTED


def _all(comments: str) -> Iterator[dict[str, Any]]:
    for page in range(1, 100):
        found = _ask("GET", f"{comments}?per_page={PAGE}&page={page}")
        yield from found
        if len(found) < PAGE:
            return


def _replaced(comment: int, body: str) -> bool:
    """Whether it could be; that of somebody else may be kept from us."""
    try:
        _ask("PATCH", f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues/comments/{comment}", {"body": body})
    except urllib.error.HTTPError as error:
        if error.code in (403, 404):
            return False
        raise
    return True


def _ask(method: str, path: str, content: dict[str, str] | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - the runner says where its API is
        os.environ["GITHUB_API_URL"] + path,
        method=method,
        data=None if content is None else json.dumps(content).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['TOKEN']}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        return json.load(answer)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (OSError, ValueError, KeyError) as error:
        what = error if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        print(f"::warning title=iacmx::The report was not written as a comment: {what}. The verdict is not affected.")
