"""A loopback server that answers as GitHub does, over the repositories and people of the invented world."""

from sourcing.sandbox.forge.changes import Hub
from sourcing.sandbox.forge.journal import Exchange
from sourcing.sandbox.forge.serve import TOKEN, Forge, serving
from sourcing.sandbox.forge.weather import ALL_KINDS, Weather

__all__ = ["ALL_KINDS", "TOKEN", "Exchange", "Forge", "Hub", "Weather", "serving"]
