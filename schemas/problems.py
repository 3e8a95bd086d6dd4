"""The mistakes found in one schema, each with its place."""

from __future__ import annotations

from collections.abc import Iterable

from assay.errors import Problem
from schemas.yaml_text import Location, Place, YamlText


class Problems:
    """Collects problems while a schema is read; nothing stops at the first one.

    `sound` says that the schema is known to have none: then what takes long and only looks for some is left out.
    """

    def __init__(self, yaml: YamlText, *, sound: bool = False) -> None:
        self._yaml = yaml
        self.sound = sound
        self._found: list[Problem] = []
        self._settled: set[Location] = set()

    def settle(self, location: Location) -> None:
        """What is reported about this very place from now on only follows from what was reported before."""
        self._settled.add(location)

    def at_key(self, location: Location, says: str, fix: str = "") -> None:
        """Something is off with a key, or with the group of keys under it."""
        self._add(location, self._yaml.key_place(location), says, fix)

    def at_value(self, location: Location, says: str, fix: str = "") -> None:
        """Something is off with a value."""
        self._add(location, self._yaml.value_place(location), says, fix)

    def inside(self, location: Location, column: int, says: str, fix: str = "") -> None:
        """Something is off at the nth character of a text, counted from 1."""
        self._add(location, self._yaml.place_inside(location, column), says, fix)

    def warn(self, location: Location, says: str, fix: str = "") -> None:
        """Something works but is probably not what was meant."""
        self._add(location, self._yaml.key_place(location), says, fix, severity="warning")

    def _add(self, location: Location, place: Place, says: str, fix: str, severity: str = "error") -> None:
        if location not in self._settled:
            self._found.append(Problem(line=place.line, column=place.column, says=says, fix=fix, severity=severity))

    def found(self) -> tuple[Problem, ...]:
        """All of them in the order of the file."""
        return in_order(self._found)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in the order of the file, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column)))
