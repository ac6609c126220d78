"""The program's own URL scheme, `ioc:`. Importing this module imports QtWebEngineCore (27 ms, 12 MB).

Chromium takes new schemes until its first context starts, so registering just before the first profile is early
enough; the start path of the program stays free of WebEngine. `register_scheme` checks that it really was taken.
"""

from __future__ import annotations

import os

from PySide6.QtWebEngineCore import QWebEngineUrlScheme

SCHEME = b"ioc"
HOST = "map"
ORIGIN = f"{SCHEME.decode()}://{HOST}"
PAGE_URL = f"{ORIGIN}/page"


def may_run() -> bool:
    """Whether Chromium agrees to run for this account: it ends the whole program for root with its sandbox on.

    The sandbox is never switched off here; containers and CI do so by the environment.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return True
    flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    return os.environ.get("QTWEBENGINE_DISABLE_SANDBOX") == "1" or "--no-sandbox" in flags


def register_scheme() -> None:
    """Register `ioc:` once per process. Raises RuntimeError when WebEngine already runs without it."""
    if QWebEngineUrlScheme.schemeByName(SCHEME).name() == SCHEME:
        return
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)
    if QWebEngineUrlScheme.schemeByName(SCHEME).name() != SCHEME:
        raise RuntimeError("WebEngine was started before the map's URL scheme was registered")
