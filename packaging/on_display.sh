#!/bin/sh
# Runs a command on the display there is, else on a virtual one.
# Depth 24: WebEngine dies at 16.  -noreset: monitors made with xrandr would vanish.
set -eu
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$@"
fi
exec xvfb-run -a -s "-screen 0 1920x1080x24 -noreset" "$@"
