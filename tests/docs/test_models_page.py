"""The page about models names every provider, with its address or what it takes."""

from pathlib import Path

from assay.provider import PROVIDERS

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "models.md").read_text(encoding="utf-8")


def test_every_provider_is_in_the_table_with_its_address_and_its_key() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    for provider in PROVIDERS.values():
        (row,) = (line for line in rows if f"`{provider.name}`" in line.split("|")[1])
        assert (provider.address or "") in row
        assert provider.key_variable in row or not provider.needs_key or not provider.speaks_openai
