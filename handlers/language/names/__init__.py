"""Names: of listed things (activities, communities, units, columns), of people, of teams."""

from handlers.language.names.matching import resolve

__all__ = ["resolve"]
