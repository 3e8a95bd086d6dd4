"""What an operator can set, as one frozen object that is built in one place and handed down.

Settings come from environment variables; `SETTINGS` explains each of them for `assay doctor` and the reference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from assay.errors import ConfigurationError

Recogniser = Literal["auto", "tesseract", "rapidocr", "off"]

_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9_/-]*")
BROKERS = frozenset({"redis", "rediss"})
PROVIDERS_WITHOUT_KEY = frozenset({"ollama"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting in words. `name` is the attribute of `Settings`; `used` is False while no part of this version reads it."""

    name: str
    says: str
    expects: str
    default: str = ""
    secret: bool = False
    used: bool = True

    @property
    def variable(self) -> str:
        """The environment variable: `ASSAY_MODEL`."""
        return f"ASSAY_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="model",
        says="The language model that answers what the rules leave open.",
        expects="provider/model, such as openai/gpt-5-mini or ollama/llama3",
    ),
    Setting(
        name="model_large",
        says="A stronger model for fields whose schema asks for one.",
        expects="provider/model, such as openai/gpt-5",
        used=False,
    ),
    Setting(
        name="model_base_url",
        says="Where the model is reached, when not at its provider's usual address; else the provider's own variable (OPENAI_BASE_URL).",
        expects="an address such as http://localhost:8000/v1",
    ),
    Setting(
        name="model_api_key",
        says="The key for the model's endpoint; else the provider's own variable (OPENAI_API_KEY, AZURE_OPENAI_API_KEY ...).",
        expects="the key as the provider shows it",
        secret=True,
    ),
    Setting(
        name="prices",
        says="A dated file with the prices of models; without it the cost of an answer is `null`, which means unpriced.",
        expects="the path of a file",
        used=False,
    ),
    Setting(
        name="database_url",
        says="The Postgres database of the running system.",
        expects="an address such as postgresql://user@host/assay",
        default="an own one in the data folder",
    ),
    Setting(
        name="broker_url",
        says="The broker that rings the workers' bell.",
        expects="an address such as redis://host:6379/0",
        default="the database",
    ),
    Setting(
        name="blobs_url",
        says="Where the original files are kept.",
        expects="the path of a folder, which every worker and server can reach",
        default="a folder in the data folder",
    ),
    Setting(
        name="data_dir",
        says="The folder in which Assay keeps its log and everything else that it writes.",
        expects="the path of a folder that may be written",
        default=".assay",
    ),
    Setting(
        name="lease_seconds",
        says="How long a worker may be silent before others take up its documents; it lengthens its leases three times as often.",
        expects="a number of seconds from 1 to 3600",
        default="60",
    ),
    Setting(
        name="ocr",
        says="Which program recognises the text of scans and pictures; `auto` takes Tesseract where it is installed, else the `ocr` extra.",
        expects="auto, tesseract, rapidocr or off",
        default="auto",
    ),
    Setting(
        name="ocr_languages",
        says="The languages of scans, by Tesseract's names; without them all that are installed.",
        expects="names with commas between them, such as eng,deu",
        default="all that are installed",
    ),
    Setting(
        name="mock_parser",
        says="For tests: files named .assaymock misbehave as they say, to show that the sandbox holds.",
        expects="1, or nothing",
        default="",
    ),
    Setting(name="port", says="The port of the API and the console.", expects="a number from 1 to 65535", default="8400"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, checked. None where something is neither set nor has a default.

    The key never appears in the object's repr.
    """

    model: str | None = None
    model_large: str | None = None
    model_base_url: str | None = None
    model_api_key: str | None = field(default=None, repr=False)
    prices: Path | None = None
    database_url: str | None = field(default=None, repr=False)
    broker_url: str | None = field(default=None, repr=False)
    blobs_url: str | None = field(default=None, repr=False)
    data_dir: Path = Path(".assay")
    lease_seconds: float = 60.0
    ocr: Recogniser = "auto"
    ocr_languages: tuple[str, ...] = ()
    mock_parser: bool = False
    port: int = 8400

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Settings:
        """The settings of these environment variables; an empty one counts as not set.

        Raises ConfigurationError, naming the variable, for a value that cannot be right.
        """
        given = {setting.name: value for setting in SETTINGS if (value := origin(setting, env)[0])}
        model = _model("model", given.get("model"))
        return cls(
            model=model,
            model_large=_model("model_large", given.get("model_large")),
            model_base_url=_address("model_base_url", given.get("model_base_url")),
            model_api_key=_key(given.get("model_api_key")),
            prices=Path(given["prices"]) if "prices" in given else None,
            database_url=given.get("database_url"),
            broker_url=_broker(given.get("broker_url")),
            blobs_url=_blobs(given.get("blobs_url")),
            data_dir=_folder("data_dir", given.get("data_dir", ".assay")),
            lease_seconds=_seconds("lease_seconds", given.get("lease_seconds", "60")),
            ocr=_recogniser(given.get("ocr", "auto")),
            ocr_languages=_languages(given.get("ocr_languages", "")),
            mock_parser=given.get("mock_parser") == "1",
            port=_port(given.get("port", "8400")),
        )

    @property
    def provider(self) -> str | None:
        """The part of the model's name before the slash: `openai`."""
        return None if self.model is None else self.model.partition("/")[0]

    def require_key(self) -> None:
        """Raises ConfigurationError when the model's provider wants a key and none is set; an address of one's own may do without."""
        if self.provider in PROVIDERS_WITHOUT_KEY or self.model is None or self.model_api_key or self.model_base_url:
            return
        usual = f"{self.model.partition('/')[0].upper()}_API_KEY"
        raise ConfigurationError(
            f"ASSAY_MODEL is {self.model}, and there is no key for it.",
            code="setting_missing",
            fix=f"Set ASSAY_MODEL_API_KEY or {usual}, or add --no-model to use the rules alone.",
        )


def origin(setting: Setting, env: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The text of a setting in the environment and the variable that it comes from; two None when it is not set."""
    for variable in (setting.variable, *_of_the_provider(setting.name, env)):
        if text := env.get(variable, "").strip():
            return text, variable
    return None, None


def _of_the_provider(name: str, env: Mapping[str, str]) -> tuple[str, ...]:
    provider, slash, _ = env.get("ASSAY_MODEL", "").strip().partition("/")
    endings = {"model_api_key": ("API_KEY",), "model_base_url": ("BASE_URL", "ENDPOINT")}.get(name, ())
    return tuple(f"{provider.upper()}_{ending}" for ending in endings) if slash else ()


def _model(name: str, text: str | None) -> str | None:
    if text is None:
        return None
    provider, _, model = text.partition("/")
    if not provider.replace("_", "").isalnum() or not model:
        raise _invalid(name, text)
    return text


def _address(name: str, text: str | None) -> str | None:
    if text is None:
        return None
    if not text.startswith(("http://", "https://")) or not _parses(text):
        raise _invalid(name, text)
    return text


def _broker(text: str | None) -> str | None:
    """The address may hold a password, so it is never repeated."""
    if text is None:
        return None
    scheme = text.partition("://")[0]
    if scheme not in BROKERS or not _parses(text):
        raise ConfigurationError(
            "ASSAY_BROKER_URL is not the address of a Redis server.",
            fix="Set it to an address such as redis://host:6379/0, or unset it: then the database rings the bell.",
        )
    return text


def _blobs(text: str | None) -> str | None:
    if text is not None and "://" in text:
        raise ConfigurationError(
            "ASSAY_BLOBS_URL is not the path of a folder; other stores come with a later version.",
            fix="Set it to the path of a folder that every worker and server can reach, or unset it.",
        )
    return text


def _parses(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port beyond 65535
        return False


def _key(text: str | None) -> str | None:
    """A key goes into a header, which holds printable ASCII only. The key itself is never repeated."""
    if text is not None and not (text.isascii() and text.isprintable()):
        raise ConfigurationError(
            "ASSAY_MODEL_API_KEY holds signs that no key has, such as a line end or an accented letter.",
            fix="Copy the key again, alone and in one line.",
        )
    return text


def _recogniser(text: str) -> Recogniser:
    if text not in get_args(Recogniser):
        raise _invalid("ocr", text)
    found: Recogniser = text  # type: ignore[assignment]  # one of them, as was just seen
    return found


def _languages(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.replace("+", ",").split(",") if name.strip())
    if not all(_LANGUAGE.fullmatch(name) for name in names):
        raise _invalid("ocr_languages", text)
    return names


def _folder(name: str, text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # `~somebody` who is not known here
        raise _invalid(name, text) from None


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise _invalid("port", text)
    return int(text)


def _seconds(name: str, text: str) -> float:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3600:
        raise _invalid(name, text)
    return float(text)


def _invalid(name: str, text: str) -> ConfigurationError:
    setting = next(one for one in SETTINGS if one.name == name)
    return ConfigurationError(
        f"{setting.variable} is {text!r}, which is not {setting.expects.partition(',')[0]}.",
        fix=f"Set it to {setting.expects}, or unset it.",
    )
