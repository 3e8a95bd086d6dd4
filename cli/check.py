"""What `assay doctor` looked at and found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assay.errors import AssayError
from cli.message import printable

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. `note` is nothing wrong, but good to know; `fix` says what to do about a `wrong` one."""

    name: str
    state: State
    says: str
    fix: str = ""


def wrong(name: str, error: AssayError) -> Check:
    """What an error says."""
    return Check(name=name, state="wrong", says=f"{error.says} [{error.code}]", fix=error.fix)


def without_password(address: str) -> str:
    """An address as it may be shown: what stands between // and @ may be a password."""
    return re.sub(r"//[^/@]*@", "//", printable(address))
