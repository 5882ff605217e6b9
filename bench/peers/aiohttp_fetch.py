"""python3 aiohttp_fetch.py LIST CONCURRENCY [FOLDER]: what a program of 30 lines does with aiohttp, aiofiles, and uvloop where it is there."""

import asyncio
import sys

import aiofiles
import aiohttp


async def fetch(session, url, folder):
    async with session.get(url) as response:
        response.raise_for_status()
        if folder is None:
            async for _ in response.content.iter_chunked(1 << 16):
                pass
            return
        async with aiofiles.open(f"{folder}/{url.rpartition('/')[2]}", "wb") as file:
            async for piece in response.content.iter_chunked(1 << 16):
                await file.write(piece)


async def worker(session, urls, folder):
    for url in urls:
        await fetch(session, url, folder)


async def main(name, concurrency, folder=None):
    with open(name, encoding="ascii") as lines:
        urls = iter(lines.read().split())
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(worker(session, urls, folder) for _ in range(int(concurrency))))


try:
    import uvloop
    uvloop.install()
except ImportError:
    pass
asyncio.run(main(*sys.argv[1:]))
