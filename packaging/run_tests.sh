#!/bin/sh
# The whole suite on virtual displays and secret services of its own, whatever the machine has.
# Three processes share the work of two cores, as a third of the tests' time is waiting.  Each has its own display,
# window manager and keyring: windows of one must not take the focus from windows of another.
# IOC_TEST_PROCESSES=1 runs everything in one.  Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."

processes=${IOC_TEST_PROCESSES:-3}
if [ -n "${IOC_TEST_SESSION:-}" ]; then
    # Inside one session: tell where it is, then hold it open until the runner has ended.
    # The daemon unlocks a keyring of this run alone, under a home of its own.
    mkdir -m 700 "$IOC_TEST_SESSION/run"
    printf "test\n" | XDG_RUNTIME_DIR="$IOC_TEST_SESSION/run" HOME="$IOC_TEST_SESSION/home" \
        XDG_DATA_HOME="$IOC_TEST_SESSION/home/share" gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    # Without a window manager no window is ever active, and keys go nowhere.
    openbox >/dev/null 2>&1 &
    manager=$!
    printf '%s\n%s\n%s\n' "$DISPLAY" "$XAUTHORITY" "$DBUS_SESSION_BUS_ADDRESS" >"$IOC_TEST_SESSION/ready.part"
    mv "$IOC_TEST_SESSION/ready.part" "$IOC_TEST_SESSION/ready"
    read -r _ <"$IOC_TEST_SESSION/end" || true
    kill "$manager" 2>/dev/null || true
    exit 0
fi

folder=$(mktemp -d)
finish() {
    for each in "$folder"/*/end; do
        # Opened for both ways, so that it never blocks when the other side is gone.
        [ -p "$each" ] && echo end 1<>"$each"
    done
    wait
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

n=0
where=""
while [ "$n" -lt "$processes" ]; do
    session="$folder/$n"
    mkdir -p "$session/home"
    mkfifo "$session/end"
    IOC_TEST_SESSION="$session" xvfb-run -a -s "-screen 0 1920x1080x24 -noreset" dbus-run-session -- sh "$0" &
    tries=0
    until [ -f "$session/ready" ]; do
        tries=$((tries + 1))
        [ "$tries" -gt 600 ] && { echo "run_tests: no virtual display" >&2; exit 1; }
        sleep 0.1
    done
    display=$(sed -n 1p "$session/ready")
    cookie=$(sed -n 2p "$session/ready")
    bus=$(sed -n 3p "$session/ready")
    where="$where --tx popen//env:DISPLAY=$display//env:XAUTHORITY=$cookie//env:DBUS_SESSION_BUS_ADDRESS=$bus"
    n=$((n + 1))
done
# The runner itself shows nothing, but what it finds here tells its processes that there is a display.
export DISPLAY="$display" XAUTHORITY="$cookie" DBUS_SESSION_BUS_ADDRESS="$bus"

code=0
if [ "$processes" -gt 1 ]; then
    # A file stays in one process: its tests may share what is dear to make.  Files come in our order
    # (tests/long_files.py), not in the order of how many tests they have.
    # shellcheck disable=SC2086
    .venv/bin/python -m pytest -p no:xvfb --dist loadfile --no-loadscope-reorder $where "$@" || code=$?
else
    .venv/bin/python -m pytest -p no:xvfb "$@" || code=$?
fi
exit "$code"
