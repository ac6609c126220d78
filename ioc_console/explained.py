"""What is said of a command: its title, what happened, what is safe, what to do, and the verbs that are offered."""

from __future__ import annotations

from dataclasses import dataclass

from ioc_console.command_verbs import Verb


@dataclass(frozen=True)
class Offer:
    """A verb with its words on the button."""

    verb: Verb
    words: str


@dataclass(frozen=True)
class Explained:
    """A command as a person reads it. `offers`: the first is the one most people want."""

    title: str
    happened: str
    safe: str
    advice: str
    offers: tuple[Offer, ...] = ()

    def sentence(self) -> str:
        """All parts in one line."""
        return " ".join(p for p in (self.happened, self.safe, self.advice) if p)
