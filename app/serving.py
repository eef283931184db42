"""Serving: gunicorn with synchronous workers in the foreground; Ctrl-C stops everything."""

import gc
import ipaddress
import os
import select
import socket
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.sync import SyncWorker

from app.core.errors import Refused
from app.core.text import N_
from app.jobs.worker import Keeper

# Longer than browsers keep a connection on which they have asked nothing; and how long a begun request may pause.
IDLE_SECONDS, PAUSE_SECONDS = 120, 30


class Worker(SyncWorker):  # type: ignore[misc]
    """A synchronous worker that does not wait for people who ask nothing.

    Browsers open connections in advance. A plain worker that accepts one reads it until it is killed, and one such
    browser a worker would stop everybody. The kernel keeps them until their first byte; what it gives up on is closed.
    """

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Answer a request, close a silent connection."""
        readable, _, _ = select.select([client], [], [], 1)
        if not readable:
            client.close()
            return
        client.settimeout(PAUSE_SECONDS)
        super().handle(listener, client, addr)


class Master(Arbiter):  # type: ignore[misc]
    """Gunicorn's master, which also keeps the worker of background jobs alive."""

    def __init__(self, app: BaseApplication) -> None:
        self._keeper = Keeper()
        super().__init__(app)

    def manage_workers(self) -> None:
        """Keep the web workers and the one of jobs; called every second."""
        super().manage_workers()
        self._keeper.keep()

    def stop(self, graceful: bool = True) -> None:
        """End the worker of jobs, then the web workers."""
        self._keeper.end()
        super().stop(graceful)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around an application made in each worker, so that no connection is shared across forks."""

    def __init__(self, make: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make, self._options = make, options
        super().__init__()

    def load_config(self) -> None:
        """Take our options instead of gunicorn's command line."""
        for key, value in self._options.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        """Make the application of a worker."""
        return self._make()

    def run(self) -> None:
        """Serve until stopped."""
        Master(self).run()


def require_safe_address(host: str, public_url: str, allow_plain: bool) -> bool:
    """Refuse plain HTTP beyond this machine unless the office says so; tells whether a warning is due.

    Cookies of a plain page can be read by anybody on the wire; browsers keep Secure ones only on loopback.
    """
    loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    if loopback or public_url.startswith("https://"):
        return False
    if not allow_plain:
        raise Refused(
            N_(
                "Serving %(host)s without TLS would show passwords to the network."
                " Set PUBLIC_URL to the https address, or ALLOW_PLAIN_HTTP=1 in a closed office network."
            ),
            host=host,
        )
    return True


def _skip_idle_connections(server: Any) -> None:
    """Let the kernel keep a connection until its first byte, where it can (Linux)."""
    for listener in server.LISTENERS:
        if hasattr(socket, "TCP_DEFER_ACCEPT"):
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, IDLE_SECONDS)


def _settle(_worker: Any) -> None:
    """Leave what a worker keeps for life out of the collections of garbage: they would look through it at every larger page."""
    gc.collect()
    gc.freeze()


def serve(make: Callable[[], Flask], host: str, port: int, workers: int) -> None:
    """Serve until stopped; every worker is warm before its first request."""
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": Worker,
        "timeout": 120,
        "graceful_timeout": 20,
        "max_requests": 5000,
        "max_requests_jitter": 500,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "proc_name": "college",
        "forwarded_allow_ips": "",
        "when_ready": _skip_idle_connections,
        "post_worker_init": _settle,
        "limit_request_line": 4094,
    }
    sys.argv = sys.argv[:1]  # gunicorn must not read ours
    os.environ.pop("GUNICORN_CMD_ARGS", None)
    Server(make, options).run()
