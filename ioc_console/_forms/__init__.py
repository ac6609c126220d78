"""Compiled forms: written by packaging/forms.py from forms/*.ui, never by hand."""
