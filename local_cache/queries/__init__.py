"""Queries: pure functions `(session, parameters) -> frozen dataclass`, one module per screen."""
