"""A console in a process of its own, as the journeys see it: texts on its windows, clicks and keys into them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class ConsoleProcess:
    """Starts the console on a data folder; `errors` is what it wrote to standard error."""

    def __init__(self, home: Path, prefix: Sequence[str] = (), **environment: str) -> None:
        """`prefix`: a command that runs the console in surroundings of its own and becomes it by exec."""
        self.home = home
        handle, name = tempfile.mkstemp(suffix=".log", prefix="console-")
        os.close(handle)
        self._log = Path(name)
        self._said: str | None = None
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "tests.journeys.driven_console", str(home)],
                cwd=ROOT, env=os.environ | {"IOC_HOME": str(home), **environment},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8",
            )  # fmt: skip

    def ask(self, do: str, **what: Any) -> Any:
        """One order; returns its answer. Raises LookupError when there was no such widget."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **what}, ensure_ascii=False) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the console is gone: {self.errors()[-2000:]}"
        answer = json.loads(line)["answer"]
        if isinstance(answer, dict) and "error" in answer:
            raise LookupError(answer["error"])
        assert not (isinstance(answer, dict) and "fault" in answer), answer["fault"]
        return answer

    def texts(self) -> list[str]:
        """Everything to be read on its windows."""
        return [text for _, _, text in self.ask("see")]

    def shows(self, part: str) -> bool:
        """Whether some visible text contains this."""
        return any(part in text for text in self.texts())

    def wait_shows(self, *parts: str, seconds: float = 60.0) -> None:
        """Wait until all of these are to be read."""
        self.wait(lambda: all(map(self.shows, parts)), seconds, f"{parts} not shown; shown: ")

    def wait(self, condition: Callable[[], bool], seconds: float = 60.0, what: str = "") -> None:
        """Wait for a condition on the windows."""
        deadline = time.monotonic() + seconds
        pause = threading.Event()
        while not condition():
            assert time.monotonic() < deadline, f"{what}{sorted(set(self.texts()))}\n{self.errors()[-3000:]}"
            pause.wait(0.05)

    def click(self, **what: str) -> None:
        """Click a widget as soon as it is there."""

        def clicked() -> bool:
            with contextlib.suppress(LookupError):
                self.ask("click", **what)
                return True
            return False

        self.wait(clicked, 30.0, f"nothing to click: {what}; ")

    def type(self, text: str, **into: str) -> None:
        """Type into a widget."""
        self.ask("type", text=text, into=into)

    def fill(self, text: str, **into: str) -> None:
        """Type into a widget, in place of what is there."""
        self.ask("fill", text=text, into=into)

    def keys(self, keys: str) -> None:
        """Press keys."""
        self.ask("keys", keys=keys)

    def errors(self) -> str:
        """Standard error so far (what it had said, once it is closed)."""
        if self._said is not None:
            return self._said
        return self._log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """SIGKILL: no goodbye of any kind."""
        self.process.send_signal(signal.SIGKILL)
        self._gone()

    def close(self) -> None:
        """SIGTERM, the ordinary end."""
        if self.process.poll() is None:
            self.process.terminate()
        self._gone()

    def _gone(self) -> None:
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self._log.exists():
            self._said = self.errors()
            self._log.unlink()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
