"""An HTTP/1.1 server on loopback that does what downloads have to survive. Each case has a path of its own; what was asked for is logged."""

import asyncio
import dataclasses
import gzip
import hashlib
import random
import re
import struct
import threading
import time


def content(name: str, size: int) -> bytes:
    """Bytes that depend on the name alone."""
    return random.Random(name).randbytes(size)


@dataclasses.dataclass
class Request:
    path: str
    fields: dict
    when: float
    sent: int = 0
    status: int = 0


class Reset(Exception):
    """Ends a connection with RST."""


class Server:
    def __init__(self):
        self.log: list[Request] = []
        self.state: dict = {}
        self.random = random.Random(1)
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def forget(self):
        """Starts a new case."""
        self.log, self.state, self.random = [], {}, random.Random(1)

    def stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        listening = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = listening.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        listening.close()

    async def _serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                fields = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
                asked = Request(lines[0].split(" ")[1], fields, time.monotonic())
                self.log.append(asked)
                await self._answer(asked, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except Reset:
            sock = writer.get_extra_info("socket")
            sock.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SOL_SOCKET, SO_LINGER
        finally:
            writer.transport.abort()

    async def _answer(self, asked: Request, writer):
        case = asked.path.split("/")[1]
        await getattr(self, "case_" + case.replace("-", "_"))(asked, writer)

    async def send(self, asked, writer, status, body=b"", fields=(), stop_at=None, length=None):
        """Sends a reply; with `stop_at`, only so much of its body."""
        asked.status = status
        head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}", *fields]
        part = body if stop_at is None else body[:stop_at]
        writer.write(("\r\n".join(head) + "\r\n\r\n").encode() + part)
        await writer.drain()
        asked.sent = len(part)

    async def send_file(self, asked, writer, body, etag, stop_at=None, ranges=True):
        """As a good server does: Range, If-Range, 416. `stop_at` counts in the whole file."""
        fields = [f'ETag: "{etag}"', "Last-Modified: Wed, 01 Jan 2025 00:00:00 GMT"] + (["Accept-Ranges: bytes"] if ranges else [])
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", asked.fields.get("range", ""))
        matches = asked.fields.get("if-range", f'"{etag}"') in (f'"{etag}"', "Wed, 01 Jan 2025 00:00:00 GMT")
        if asked.fields.get("if-none-match") == f'"{etag}"':
            return await self.send(asked, writer, 304, b"", fields)
        if not (ranges and wanted and matches):
            return await self.send(asked, writer, 200, body, fields, stop_at)
        first, last = int(wanted[1]), int(wanted[2] or len(body) - 1)
        if first >= len(body):
            return await self.send(asked, writer, 416, b"", fields + [f"Content-Range: bytes */{len(body)}"])
        last = min(last, len(body) - 1)
        fields.append(f"Content-Range: bytes {first}-{last}/{len(body)}")
        await self.send(asked, writer, 206, body[first : last + 1], fields, None if stop_at is None else max(0, stop_at - first))

    # The cases

    async def case_ok(self, asked, writer):
        await self.send_file(asked, writer, content(asked.path, 1000), "1")

    async def case_missing(self, asked, writer):
        await self.send(asked, writer, 404)

    async def case_changed(self, asked, writer):
        """The first reply breaks off at 40 %; what is asked for after that has changed."""
        version = 1 if len(self.log) == 1 else 2
        body = content(f"version {version}", 400_000)
        await self.send_file(asked, writer, body, f"v{version}", 160_000 if version == 1 else None)
        if version == 1:
            await asyncio.sleep(0.2)
            raise Reset

    async def case_cut(self, asked, writer):
        """The first reply breaks off at 80 %."""
        await self.send_file(asked, writer, content("cut", 10_000_000), "1", 8_000_000 if len(self.log) == 1 else None)
        if len(self.log) == 1:
            await asyncio.sleep(0.5)
            raise Reset

    async def case_ignored(self, asked, writer):
        """Breaks off, then answers with all of it, whatever range is asked for."""
        await self.send_file(asked, writer, content("ignored", 400_000), "1", 160_000 if len(self.log) == 1 else None, ranges=len(self.log) == 1)
        if len(self.log) == 1:
            await asyncio.sleep(0.2)
            raise Reset

    async def case_shifted(self, asked, writer):
        """Breaks off, then answers the first range with another one."""
        body = content("shifted", 400_000)
        if len(self.log) == 1:
            await self.send_file(asked, writer, body, "1", 160_000)
            await asyncio.sleep(0.2)
            raise Reset
        wanted = re.fullmatch(r"bytes=(\d+)-\d*", asked.fields.get("range", ""))
        if wanted is None or self.state.get("shifted"):
            return await self.send_file(asked, writer, body, "1")
        self.state["shifted"] = True
        first = int(wanted[1]) - 1000
        await self.send(asked, writer, 206, body[first:], ['ETag: "1"', f"Content-Range: bytes {first}-{len(body) - 1}/{len(body)}"])

    async def case_truncated(self, asked, writer):
        """Always ends before the body does."""
        await self.send(asked, writer, 200, content("truncated", 200_000), ['ETag: "1"'], 80_000)
        raise ConnectionError

    async def case_stalled(self, asked, writer):
        """The first reply stops in the middle for good."""
        await self.send_file(asked, writer, content("stalled", 400_000), "1", 160_000 if len(self.log) == 1 else None)
        if len(self.log) == 1:
            await asyncio.sleep(60)

    async def case_limited(self, asked, writer):
        """The host is busy for 2 seconds from its first request on, and says so."""
        until = self.state.setdefault("until", asked.when + 2)
        if asked.when < until:
            return await self.send(asked, writer, 429, b"", ["Retry-After: 2"])
        await self.send_file(asked, writer, content(asked.path, 1000), "1")

    async def case_faulty(self, asked, writer):
        """Three replies in ten are broken, each in one of six ways."""
        body = content(asked.path, 20_000)
        if self.random.random() >= 0.3:
            return await self.send_file(asked, writer, body, "1")
        fault = self.random.choice(["reset", "status", "limit", "cut", "stall", "gzip"])
        asked.fields["fault"] = fault
        if fault == "reset":
            raise Reset
        if fault == "status":
            return await self.send(asked, writer, self.random.choice([500, 502, 503]))
        if fault == "limit":
            return await self.send(asked, writer, 429, b"", ["Retry-After: 1"])
        if fault == "gzip" and "gzip" in asked.fields.get("accept-encoding", ""):
            coded = bytearray(gzip.compress(body))
            coded[len(coded) // 2] ^= 0xFF
            return await self.send(asked, writer, 200, bytes(coded), ["Content-Encoding: gzip"])
        await self.send_file(asked, writer, body, "1", 8_000)
        if fault == "stall":
            await asyncio.sleep(60)
        raise Reset

    async def case_disposition(self, asked, writer):
        await self.send(asked, writer, 200, b"evil", ['Content-Disposition: attachment; filename="../../evil.txt"'])

    async def case_slow(self, asked, writer):
        """Files of different sizes, slowly enough to be caught in the middle."""
        number = int(asked.path.rsplit("/", 1)[1])
        body = content(asked.path, 2_000 if number % 4 else 300_000)
        await asyncio.sleep(0.02)
        await self.send_file(asked, writer, body, "1")


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
