"""Applications on loopback for tests: the server of the product, in a thread, on a free port."""

import asyncio
import socket
import threading
from contextlib import contextmanager

import httpx

from relto.server.limits import Limits
from relto.server.serving import Place, serve


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def served(make, limits=None, port=None):
    """Serves what ``make(url)`` gives, and gives its address."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    app = make(url)
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    def run():
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve(app, Place("127.0.0.1", port), limits or Limits(), stop))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        _wait(url)
        yield url
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def _wait(url):
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), trust_env=False) as client:
        for _ in range(50):
            try:
                client.get(url)
            except httpx.TransportError:
                continue
            return
    raise AssertionError("the server did not start")
