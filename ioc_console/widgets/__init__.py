"""Widgets shared by the screens: drawn by the theme, without a session, a thread or a word of data."""
