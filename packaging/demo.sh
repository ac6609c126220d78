#!/bin/sh
# The demonstration city.  Without a display a virtual one is used, and the tour is written as pictures.
set -eu
cd "$(dirname "$0")/.."
if [ "$(id -u)" = 0 ]; then
    # Chromium's sandbox refuses root; only this demonstration switches it off, never the program.
    export QTWEBENGINE_DISABLE_SANDBOX=1
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/python -m ioc_console demo "$@"
fi
echo "[demo] no display: a virtual one is used, and pictures of every screen go to $(pwd)/out/tour"
exec xvfb-run -a -s "-screen 0 1920x1080x24 -noreset" .venv/bin/python -m ioc_console demo --tour out/tour "$@"
