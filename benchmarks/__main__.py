"""Runs the benchmarks and writes benchmarks/results.md: ``python -m benchmarks [P3]`` (``make bench ONLY=P3``).

With a name only that benchmark runs and only its rows of the results change.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results.md"
VERDICT = re.compile(r"^(P\d+[a-z]?) ratio=\S+ spread=\S+ goal[<>]=\S+ (ok|short)$")
HEADING = """# Benchmark results

Each row is the verdict line as its benchmark printed it: the median of at least seven interleaved pairs, the
smallest and largest ratio of any pair, the goal, and whether it is met. `make bench` measures again.

"""


def modules() -> dict[str, str]:
    """Benchmark name -> module, from the files p<N>_<what>.py, in the order of N."""
    found = {path.stem.split("_")[0].upper(): f"benchmarks.{path.stem}" for path in FOLDER.glob("p[0-9]*_*.py")}
    return dict(sorted(found.items(), key=lambda item: int(re.sub(r"\D", "", item[0]))))


def machine() -> str:
    """What the numbers were measured on, without naming the machine itself."""
    model = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.is_file():
        names = re.findall(r"^model name\s*:\s*(.+)$", cpu.read_text(), re.MULTILINE)
        model = names[0] if names else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GB"
    return (
        f"{model}, {cores} cores{memory}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def earlier() -> dict[str, str]:
    """Rows of the results file as it is, by their name."""
    if not RESULTS.is_file():
        return {}
    rows = (line for line in RESULTS.read_text(encoding="utf-8").splitlines() if line.startswith("| P"))
    return {row.split("|")[1].strip(): row for row in rows}


def run(name: str, module: str) -> list[str]:
    """Runs one benchmark in a process of its own; its verdict lines."""
    print(f"== {name}: {module}", flush=True)
    process = subprocess.Popen([sys.executable, "-m", module], stdout=subprocess.PIPE, text=True, cwd=FOLDER.parent)
    assert process.stdout is not None
    verdicts = []
    for line in process.stdout:
        print(line, end="", flush=True)
        if VERDICT.match(line.strip()):
            verdicts.append(line.strip())
    if process.wait() != 0:
        print(f"{name} ended with exit code {process.returncode}", file=sys.stderr)
        return []
    return verdicts


def ordered(rows: dict[str, str]) -> list[str]:
    """Names of rows by their number."""
    return sorted(rows, key=lambda name: (int(re.sub(r"\D", "", name)), name))


def write(rows: dict[str, str]) -> None:
    """Writes the results file."""
    table = "| row | printed | when (UTC) | machine |\n| --- | --- | --- | --- |\n"
    RESULTS.write_text(HEADING + table + "".join(rows[name] + "\n" for name in ordered(rows)), encoding="utf-8")


def write_readme(rows: dict[str, str]) -> None:
    """Puts the printed lines between the README's two marks."""
    readme = FOLDER.parent / "README.md"
    text = readme.read_text(encoding="utf-8")
    start, end = "<!-- benchmarks -->\n", "<!-- /benchmarks -->"
    if start in text and end in text:
        before, rest = text.split(start, 1)
        after = rest.split(end, 1)[1]
        lines = "".join(rows[name].split("`")[1] + "\n" for name in ordered(rows))
        readme.write_text(f"{before}{start}```\n{lines}```\n{end}{after}", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Entry point; 0 when every asked benchmark ran, whether or not it met its goal."""
    known = modules()
    asked = [name.upper() for name in arguments] or list(known)
    unknown = [name for name in asked if name not in known]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    failed = 0
    for name in asked:
        verdicts = run(name, known[name])
        # Read only now: another run may have written its rows meanwhile.
        rows = earlier()
        failed += not verdicts
        when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
        for verdict in verdicts:
            row = verdict.split()[0]
            rows[row] = f"| {row} | `{verdict}` | {when} | {machine()} |"
        write(rows)
    write_readme(earlier())
    print(f"results: {RESULTS.relative_to(FOLDER.parent)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
