"""A page in headless Chromium, over the pipe that it is debugged by: evaluate scripts, and see what it asks for."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage")  # fmt: skip
END = b"\0"


class ChromiumPage:
    """An open page.

    Attributes
    ----------
    requests : addresses that were asked for, in order.
    complaints : what the browser or the page has complained of.
    profile : the folder of the browser's profile, by which its processes can be known.
    """

    def __init__(self, to_browser: int, from_browser: int, profile: str) -> None:
        self._to, self._from = to_browser, from_browser
        self.profile = profile
        self._number, self._rest = 0, b""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        (target,) = (one for one in self.ask("Target.getTargets")["targetInfos"] if one["type"] == "page")
        self._session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(f"{domain}.enable", here=True)

    def ask(self, method: str, here: bool = False, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its answer; what happens meanwhile is noted."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if here:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + END)
        while True:
            heard = self._hear()
            if heard.get("id") == self._number:
                assert "error" not in heard, heard["error"]
                return dict(heard["result"])
            self._note(heard)

    def _hear(self) -> dict[str, Any]:
        while END not in self._rest:
            got = os.read(self._from, 1 << 16)
            assert got, "Chromium has ended"
            self._rest += got
        message, _, self._rest = self._rest.partition(END)
        return dict(json.loads(message))

    def _note(self, heard: dict[str, Any]) -> None:
        about = heard.get("params", {})
        if heard.get("method") == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif heard.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(about["exceptionDetails"]))
        elif heard.get("method") == "Log.entryAdded" and about["entry"]["level"] == "error":
            self.complaints.append(about["entry"]["text"])

    def open(self, path: Path, anchor: str = "") -> None:
        """Open a file, and wait until it is there."""
        self.ask("Page.navigate", here=True, url=path.as_uri() + anchor)
        for _ in range(600):
            if self.run("document.readyState") == "complete":
                return
            time.sleep(0.05)
        raise AssertionError("the page does not come")

    def run(self, script: str) -> Any:
        """Return the value of a script, once its promise is kept if it is one."""
        answer = self.ask("Runtime.evaluate", here=True, expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")


@contextmanager
def chromium_page() -> Iterator[ChromiumPage]:
    """Yield an empty page; the browser ends with it."""
    read_by_browser, to_browser = _pipe()
    from_browser, written_by_browser = _pipe()

    def as_the_browser_expects() -> None:
        os.dup2(read_by_browser, 3)
        os.dup2(written_by_browser, 4)

    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(CHROMIUM), *QUIET, f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=as_the_browser_expects, close_fds=False,
        )  # fmt: skip
        os.close(read_by_browser)
        os.close(written_by_browser)
        try:
            yield ChromiumPage(to_browser, from_browser, profile)
        finally:
            with suppress(OSError):
                os.write(to_browser, json.dumps({"id": 0, "method": "Browser.close"}).encode() + END)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
            os.close(to_browser)
            os.close(from_browser)


def _pipe() -> tuple[int, int]:
    """Return the two ends of a pipe, with numbers above those that the browser has them by."""
    low = os.pipe()
    high = fcntl.fcntl(low[0], fcntl.F_DUPFD_CLOEXEC, 10), fcntl.fcntl(low[1], fcntl.F_DUPFD_CLOEXEC, 10)
    for end in low:
        os.close(end)
    return high
