"""A real server process over an own folder, and the commands beside it."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Installation:
    """An installation of the product in ``folder``: served in the background, commanded by ``run``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: subprocess.Popen[str] | None = None
        self.address = ""

    def serve(self) -> str:
        """Start the server on a free port; give the one-time link that it prints for an empty installation."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._server = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--port", str(port)],
            cwd=ROOT, env=self._environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._server.stdout is not None
        for line in self._server.stdout:
            if found := re.search(r"http://\S+/setup/\S+", line):
                return found[0]
        raise AssertionError("the server ended without a link to the first start")

    def connect(self) -> socket.socket:
        """Open a connection on which nothing is asked."""
        return socket.create_connection(("127.0.0.1", int(self.address.rsplit(":")[-1])))

    def stop(self) -> None:
        """End the server that was started here."""
        if self._server is not None:
            self._server.terminate()
            self._server.communicate(timeout=120)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product to its end."""
        return subprocess.run(
            [sys.executable, "run.py", *arguments], cwd=ROOT, env=self._environment() | environment,
            text=True, capture_output=True, timeout=300, check=False,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        ours = {"DATA_DIR": str(self.folder), "TOTP_REQUIRED": "0", "SQLITE_SYNC": "off", "PYTHONIOENCODING": "utf-8"}
        return {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "SECRET_KEY")} | ours
