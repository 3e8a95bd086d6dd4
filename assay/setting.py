"""Every setting in words, for `assay doctor` and the reference."""

from __future__ import annotations

from dataclasses import dataclass


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
        says="The language model that answers what the rules leave open; of several the first that can be reached.",
        expects="provider/model, such as openai/gpt-5-mini or ollama/llama3, or several with commas between them",
    ),
    Setting(
        name="model_large",
        says="A stronger model, for fields whose schema asks for it and for what stays doubtful; of several the first that can be reached.",
        expects="provider/model, such as openai/gpt-5, or several with commas between them",
    ),
    Setting(
        name="model_base_url",
        says="Where the first model's provider is reached, when not at its usual address. "
        "Without it, and for other providers, the provider's own variable counts (OPENAI_BASE_URL, VLLM_BASE_URL ...).",
        expects="an address such as http://localhost:8000/v1",
    ),
    Setting(
        name="model_api_key",
        says="The key for the first model's provider. "
        "Without it, and for other providers, the provider's own variable counts (OPENAI_API_KEY, AZURE_OPENAI_API_KEY ...).",
        expects="the key as the provider shows it",
        secret=True,
    ),
    Setting(
        name="model_seconds",
        says="How long one answer of a model may take before the request is given up.",
        expects="a number of seconds from 1 to 3600",
        default="120",
    ),
    Setting(
        name="model_calls",
        says="How many calls to models each worker, and each `assay extract`, has under way at once.",
        expects="a number from 1 to 256",
        default="8",
    ),
    Setting(
        name="model_documents",
        says="How many short documents one call asks about at most; longer ones are asked about alone.",
        expects="a number from 1 to 6",
        default="4",
    ),
    Setting(
        name="model_batch_hours",
        says="How long a document waits for its provider's batch before a model is asked live; providers give themselves 24 hours.",
        expects="a number of hours from 1 to 168",
        default="24",
    ),
    Setting(
        name="model_context",
        says="How many tokens of one document a call shows at most; of a longer one it shows the passages that matter.",
        expects="a number from 500 to 1000000",
        default="12000",
    ),
    Setting(
        name="model_requests_per_minute",
        says="How often each model is asked in a minute, by all workers together; without it as often as there is something to ask.",
        expects="a number from 1 on",
    ),
    Setting(
        name="model_tokens_per_minute",
        says="How many tokens each model reads and writes in a minute, for all workers together; without it as many as it takes.",
        expects="a number from 1 on",
    ),
    Setting(
        name="prices",
        says="A dated file with the prices of models; without it the cost of an answer is `null`, which means unpriced.",
        expects="the path of a file",
    ),
    Setting(
        name="budget_per_day",
        says="The most that models may cost in a day (UTC), for each workspace; then it goes on as the schema says at `at_limit`. "
        "0 asks no model at all.",
        expects="a number of US dollars, such as 5 or 0.50",
    ),
    Setting(
        name="answers_days",
        says="For how many days the answers of models about a document are kept; one that is at work or waits for a person keeps them "
        "longer. Without it they go with their document, and those of `assay extract` with `assay forget`.",
        expects="a number from 1 on",
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
