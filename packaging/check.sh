#!/bin/sh
# Style, types, import contracts and the freshness of generated files; every part runs, then the verdict.
set -u
cd "$(dirname "$0")/.."
bad=0
part() {
    name=$1
    shift
    if "$@"; then
        echo "check: $name ok"
    else
        echo "check: $name FAILED" >&2
        bad=1
    fi
}
part "ruff" .venv/bin/ruff check .
part "mypy" .venv/bin/python -m mypy
part "import contracts" .venv/bin/lint-imports --no-logo
part "translations" .venv/bin/python packaging/translations.py --check
if [ "${IOC_CHECK_PACKAGE:-yes}" = yes ]; then
    part "packaged program" .venv/bin/python packaging/freeze.py
fi
exit "$bad"
