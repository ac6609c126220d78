#!/bin/sh
# The whole suite on its own virtual display and its own secret service, whatever the machine has.
# Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
exec xvfb-run -a -s "-screen 0 1920x1080x24 -noreset" \
    dbus-run-session -- sh -c '
        # The daemon unlocks a keyring of this run alone, under a home of its own.
        keyring_home=$(mktemp -d)
        printf "test\n" | HOME="$keyring_home" XDG_DATA_HOME="$keyring_home/share" \
            gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
        # Without a window manager no window is ever active, and keys go nowhere.
        openbox >/dev/null 2>&1 &
        manager=$!
        code=0
        .venv/bin/python -m pytest -p no:xvfb "$@" || code=$?
        kill "$manager" 2>/dev/null || true
        rm -rf "$keyring_home"
        exit "$code"
    ' run_tests "$@"
