"""Mail hosts on loopback for tests: aiosmtpd, and any misbehaviour a test wants to script.

    with MailHosts() as hosts:
        hosts.good("127.0.0.2", context)          # aiosmtpd, with STARTTLS where there is a context
        hosts.scripted("127.0.0.3", "554 5.7.1 go away\r\n")

All listen at ``hosts.port``, each at a loopback address of its own. ``hosts.connections[address]`` counts
connections, ``hosts.said[address]`` holds every command that was said, in upper case; what comes after a STARTTLS too.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


class MailHosts:
    """Listens in a thread of its own."""

    def __init__(self) -> None:
        self.connections: Counter[str] = Counter()
        self.said: defaultdict[str, list[str]] = defaultdict(list)
        self._servers: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = _free_port()

    def __enter__(self) -> MailHosts:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def good(self, address: str, context: ssl.SSLContext | None = None, **how: Any) -> None:
        """A mail server that works; it takes STARTTLS with ``context``."""
        hosts = self

        class Told(SMTP):
            def __init__(self, *arguments: Any, **named: Any) -> None:
                super().__init__(*arguments, **named)
                self._smtp_methods = _Noted(self._smtp_methods, hosts.said[address])

            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                hosts.connections[address] += self.transport is None  # STARTTLS makes it a second time
                super().connection_made(transport)

        def serve() -> Told:
            return Told(_Nothing(), hostname=f"host {address}", tls_context=context, loop=self._loop, **how)

        self._servers.append(self._run(self._loop.create_server(serve, address, self.port)))

    def scripted(self, address: str, greeting: str | bytes = "", *, script: Script | None = None) -> None:
        """Says ``greeting``, then answers as ``script`` does, else QUIT with 221 and nothing else."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections[address] += 1
            try:
                writer.write(greeting.encode() if isinstance(greeting, str) else greeting)
                while script is None and (line := await reader.readline()):
                    self.said[address].append(line.decode("latin-1").strip().upper())
                    if line.upper().startswith(b"QUIT"):
                        writer.write(b"221 2.0.0 bye\r\n")
                        break
                if script is not None:
                    await script(_Told(reader, self.said[address]), writer)
            except (OSError, asyncio.LimitOverrunError, ValueError):
                pass
            finally:
                writer.close()

        self._servers.append(self._run(asyncio.start_server(serve, address, self.port)))

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await asyncio.sleep(0.01)  # connections are closed one turn of the loop later

    def _run(self, task: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(task, self._loop).result(10)


class _Noted(dict[str, Any]):
    """aiosmtpd's commands; looked up by each one that is said, known or not."""

    def __init__(self, methods: dict[str, Any], said: list[str]) -> None:
        super().__init__(methods)
        self._said = said

    def get(self, command: str, default: Any = None) -> Any:
        self._said.append(command)
        return super().get(command, default)


class _Told(asyncio.StreamReader):
    """Reads lines from another reader and writes them down."""

    def __init__(self, reader: asyncio.StreamReader, said: list[str]) -> None:
        self._inner, self._said = reader, said

    async def readline(self) -> bytes:
        line = await self._inner.readline()
        if line:
            self._said.append(line.decode("latin-1").strip().upper())
        return line


class _Nothing:
    """aiosmtpd's handler that takes no mail."""


def resets(writer: asyncio.StreamWriter) -> None:
    """End the connection with a reset."""
    plain = writer.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def answers(*replies: tuple[str, str]) -> Script:
    """Answers each command that begins with the first text with the second; ends where the second is ``""``."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := (await reader.readline()).decode("latin-1").upper():
            reply = next((reply for command, reply in replies if line.startswith(command)), "221 bye\r\n")
            writer.write(reply.encode())
            if not reply or reply.startswith("221"):
                return

    return script


def _free_port() -> int:
    with socket.socket() as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(("0.0.0.0", 0))
        return int(found.getsockname()[1])
