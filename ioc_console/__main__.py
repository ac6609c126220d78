"""`ioc-console`: one program, several entries. Each entry imports only what it needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

USAGE = """\
usage: ioc-console [run] [--home DIR] [--second]
       ioc-console open LINK [--home DIR]
       ioc-console demo [--role ROLE] [--complaints N] [--tour DIR] [--home DIR]
       ioc-console tour --out DIR [--size WxH]... [--light dark|light|both] [--language vi|en] [--screen NAME]
                        [--state live|offline|empty]... [--home DIR]
       ioc-console sync-worker
       ioc-console --self-test
       ioc-console --version
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one entry; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    entry = words[0] if words and not words[0].startswith(("--home", "--second")) else "run"
    rest = words[1:] if words and entry == words[0] else words
    if entry == "run":
        return _run(rest)
    if entry == "open" and rest:
        return _run(rest[1:], link=rest[0])
    if entry == "sync-worker":
        from ioc_console.sync.worker import main as worker

        return worker()
    if entry == "demo":
        from ioc_console.demo import main as demo

        return demo(rest)
    if entry == "tour":
        from ioc_console.tour import main as tour

        return tour(rest)
    if entry == "--self-test":
        from ioc_console.self_test import main as self_test

        return self_test(rest)
    if entry == "--version":
        print(f"ioc-console {version()}")
        return 0
    if entry in ("-h", "--help"):
        print(USAGE, end="")
        return 0
    print(f"ioc-console: no such entry: {entry}\n{USAGE}", file=sys.stderr, end="")
    return 2


def version() -> str:
    """Version of the installed program."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("ioc-console")
    except PackageNotFoundError:  # frozen without metadata
        return "0.1.0"


def _run(words: list[str], link: str = "") -> int:
    from pathlib import Path

    home = None
    second = "--second" in words
    words = [word for word in words if word != "--second"]
    if len(words) == 2 and words[0] == "--home":
        home = Path(words[1])
    elif words:
        print(f"ioc-console: not understood: {' '.join(words)}\n{USAGE}", file=sys.stderr, end="")
        return 2
    from ioc_console.app import run

    return run(home, second=second, link=link)


if __name__ == "__main__":
    sys.exit(main())
