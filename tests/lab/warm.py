"""Runs of ``iacmx`` that are forked from a process in which its modules are loaded: a start costs more than most runs.

Run as a program it takes one run per message on its standard input, which is a socket; see ``tests/lab/command.py``.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
from typing import Any, NoReturn

SDKS = ("boto3", "botocore.httpsession", "botocore.client", "cloudflare", "dns.message", "asyncio", "ssl")
PACKAGES = ("iacmx", "iacmx_route53", "iacmx_cloudflare")
NOT_LOADED = ("iacmx.serve", "iacmx.serving", "iacmx.__main__")


def load() -> None:
    """Import what the commands import when they run."""
    for name in SDKS:
        importlib.import_module(name)
    for package in PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not module.name.startswith(NOT_LOADED):
                importlib.import_module(module.name)
    importlib.import_module("iacmx.__main__")


def serve(asked: socket.socket) -> None:
    """Fork one run after the other until the other side closes the socket."""
    watching: list[int] = []
    while True:
        message, given, _, _ = socket.recv_fds(asked, 1 << 20, 4)
        if not message:
            break
        pid = os.fork()
        if pid == 0:
            asked.close()
            _watch(message, given)
        watching = [one for one in watching if os.waitpid(one, os.WNOHANG) == (0, 0)] + [pid]
        for descriptor in given:
            os.close(descriptor)
    for pid in watching:
        os.waitpid(pid, 0)


def _watch(message: bytes, given: list[int]) -> NoReturn:
    """Fork the run, and say its process id and then its exit code; a process between, so that runs may overlap."""
    *streams, answers = given
    with socket.socket(fileno=answers) as answer:
        pid = os.fork()
        if pid == 0:
            answer.close()
            _run(message, streams)
        for descriptor in streams:
            os.close(descriptor)
        answer.sendall(f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        answer.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _run(message: bytes, streams: list[int]) -> NoReturn:
    told: dict[str, Any] = json.loads(message)
    for place, descriptor in enumerate(streams):
        os.dup2(descriptor, place)
        os.close(descriptor)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", errors="backslashreplace")  # noqa: SIM115
    os.environ.clear()
    os.environ.update(told["environment"])
    os.chdir(told["cwd"])
    sys.argv = told["arguments"]
    from iacmx.__main__ import main

    main()
    sys.exit()  # as a program ends: handlers, threads, what is in buffers


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with socket.socket(fileno=os.dup(0)) as requests:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        load()
        gc.freeze()
        serve(requests)
