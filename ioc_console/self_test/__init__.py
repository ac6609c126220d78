"""`ioc-console --self-test`: proves an installation without a data centre and without a network.

Each check does for real what the program needs: it writes a store, draws letters and compares their pixels, lets
WebEngine draw a map, starts the sync process from this very program. `--json` prints the findings for machines.
The exit code is 0 when nothing failed; a note (such as a machine without a keyring) is no failure.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ioc_console.self_test.finding import Check, Finding, Verdict, run_check


def checks() -> dict[str, Check]:
    """Name and check, in the order in which they run."""
    from ioc_console.self_test import drawing, machine, map_page, stores, video

    return {
        "program complete": machine.modules_load,
        "store": stores.store_keeps_what_is_written,
        "outbox": stores.outbox_keeps_a_command,
        "Vietnamese letters": drawing.vietnamese_letters,
        "Vietnamese words": drawing.vietnamese_words,
        "icons": drawing.icons,
        "map page": map_page.drawn_without_network,
        "video": video.clip_plays,
        "sync process": machine.sync_process_answers,
        "keyring": machine.keyring_report,
    }


def table(findings: Sequence[Finding]) -> str:
    """The findings for a person: verdict, name, what was seen."""
    wide = max(len(finding.name) for finding in findings)
    return "\n".join(f"{finding.verdict:<6}  {finding.name:<{wide}}  {finding.detail}" for finding in findings)


def main(arguments: Sequence[str] = ()) -> int:
    """Run every check; 0 = nothing failed, 1 = something did."""
    parser = argparse.ArgumentParser(prog="ioc-console --self-test", description="Prove this installation.")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    chosen = parser.parse_args(list(arguments))
    no_display = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform.startswith("linux") and no_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ioc_console.theme import theme

    application = QApplication.instance() or QApplication(["ioc-console"])
    findings = []
    with tempfile.TemporaryDirectory(prefix="ioc-self-test-", ignore_cleanup_errors=True) as folder:
        try:
            if isinstance(application, QApplication):
                theme().apply(application)
        except (RuntimeError, OSError) as error:
            findings.append(Finding("theme", Verdict.FAILED, str(error)))
        for number, (name, check) in enumerate(checks().items()):
            findings.append(run_check(name, check, Path(folder) / str(number)))
    failed = [finding for finding in findings if finding.verdict is Verdict.FAILED]
    if chosen.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        print(table(findings))
        print(f"self-test: {len(findings) - len(failed)} of {len(findings)} checks passed")
    return 1 if failed else 0
