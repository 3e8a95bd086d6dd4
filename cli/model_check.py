"""Whether each language model that is set can be asked: its endpoint answers, takes the key and lists the model."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from asking.wire.connect import client_of
from assay.errors import ConfigurationError
from assay.provider import Access, provider_named
from assay.settings import Settings
from cli.check import Check, without_password, wrong

SECONDS_TO_ANSWER = 5.0
MOST_BYTES = 4 * 1024 * 1024  # the longest lists name some hundred models


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What an endpoint answers when it is asked for its models: the HTTP status, 0 when nothing answers, and their names."""

    status: int
    models: tuple[str, ...] = ()


def models(settings: Settings) -> Iterator[Check]:
    """One check for each model."""
    names = tuple(dict.fromkeys((*settings.models, *settings.models_large)))
    if not settings.models:
        yield Check(name="model", state="note", says="No model is set (ASSAY_MODEL): fields that need one wait for review.")
    for name in names:
        try:
            settings.require_key(name)
            yield _checked(name, settings)
        except ConfigurationError as error:
            yield wrong("model", error)


def models_at(address: str, key: str | None) -> Listed:
    """What is said at the address of a list of models."""
    headers = {"Authorization": f"Bearer {key}", "api-key": key} if key else {}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310  settings let http(s) through
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310  as above
            return Listed(status=int(answer.status), models=_names(answer.read(MOST_BYTES)))
    except urllib.error.HTTPError as error:
        return Listed(status=error.code)
    except (OSError, ValueError):
        return Listed(status=0)


def _names(content: bytes) -> tuple[str, ...]:
    """The names in OpenAI's form of a list; none where it is another."""
    try:
        return tuple(str(one["id"]) for one in json.loads(content)["data"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()


def _checked(name: str, settings: Settings) -> Check:
    access = settings.access(name)
    if access.address is None:
        client_of(name, settings)  # says what is missing
        package = provider_named(access.provider).package
        return Check(name="model", state="note", says=f"{name} is asked through {package}, which is installed; nobody was asked now.")
    return _answered(name, access, models_at(f"{access.address.rstrip('/')}/models", access.api_key))


def _answered(name: str, access: Access, found: Listed) -> Check:
    where = without_password(access.address or "")
    provider = provider_named(access.provider)
    if found.status == 0:
        fix = f"Check ASSAY_MODEL_BASE_URL or {provider.address_variables[0]}, and the network."
        return Check(name="model", state="wrong", says=f"Nothing answers for {name} at {where}. [llm_unavailable]", fix=fix)
    if found.status in (401, 403):
        fix = f"Set ASSAY_MODEL_API_KEY or {provider.key_variable} to a key that is valid for this endpoint."
        return Check(name="model", state="wrong", says=f"The endpoint of {name} at {where} refuses the key. [llm_unauthorised]", fix=fix)
    if found.status >= 400:
        says = f"{name} is asked at {where}, which answers; it lists no models (status {found.status})."
        return Check(name="model", state="note", says=says)
    if found.models and not any(_is(one, name.partition("/")[2]) for one in found.models):
        fix = "Check the name, unless the endpoint is known to have models that it does not list."
        return Check(name="model", state="note", says=f"{name} is asked at {where}, which answers, but does not list that model.", fix=fix)
    return Check(name="model", state="ok", says=f"{name} is asked at {where}, which answers.")


def _is(listed: str, name: str) -> bool:
    """Some list their models below a folder (`models/…`), some with a tag (`:latest`)."""
    return listed == name or listed.endswith(f"/{name}") or listed.startswith(f"{name}:")
