"""Whether the system answers, takes documents, and works on them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from api import examples
from api.caller import parts_of
from api.models import Alive, PartState, Readiness
from api.parts import Parts
from workers.health import states_of

router = APIRouter(tags=["operation"])


@router.get("/healthz", response_model=Alive, **examples.operation("alive"))
def alive() -> Any:
    """This process answers."""
    return Alive(status="ok")


@router.get("/readyz", response_model=Readiness, **examples.operation("ready"))
def ready(parts: Annotated[Parts, Depends(parts_of)]) -> JSONResponse:
    """Which part does its work. 503 when documents cannot be taken; 200 with `degraded` when they are taken and wait."""
    states = states_of(parts.system)
    found = {one.state for one in states.values()}
    status: Any = next(one for one in ("down", "degraded", "ok") if one in found)
    shown = {name: PartState(state=one.state, says=one.says) for name, one in states.items()}
    answer = Readiness(status=status, parts=shown).model_dump(mode="json")
    return JSONResponse(answer, 503 if status == "down" else 200, {"Cache-Control": "no-store"})
