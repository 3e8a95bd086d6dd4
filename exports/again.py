"""A result that was worked out once more, beside the one that was kept or printed before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Form = dict[str, Any]

RUN = ("revision", "usage", "timings_ms")
"""What a result says of the run that it comes from, and not of the document."""


def as_before(form: Form, before: Form | None) -> Form:
    """The result with what the one before says of its run: time, money, and what was done with it since.

    Without one before, a run that asks nobody cost nothing, and its time is left at 0: the same document gives the same bytes.
    """
    if before is None:
        return form | {"timings_ms": dict.fromkeys(form["timings_ms"], 0.0)}
    return {
        **form,
        **{name: before[name] for name in RUN},
        "document": form["document"] | {"pieces": before["document"]["pieces"]},
        "review": form["review"] | {"state": before["review"]["state"]},
        "fields": {path: _as_paid(field, before["fields"].get(path)) for path, field in form["fields"].items()},
    }


def differences(form: Form, before: Form) -> tuple[str, ...]:
    """Where the two are not the same: members of the result by their names, fields by their pointers."""
    members = [name for name in dict.fromkeys((*form, *before)) if name != "fields" and form.get(name) != before.get(name)]
    paths = dict.fromkeys((*form["fields"], *before["fields"]))
    return (*members, *(path for path in paths if form["fields"].get(path) != before["fields"].get(path)))


def _as_paid(field: Mapping[str, Any], before: Mapping[str, Any] | None) -> Form:
    return {**field, "cost": field["cost"] if before is None else before["cost"]}
