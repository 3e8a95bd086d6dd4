"""The generated reference is what the code says today, and leaves nothing out."""

from pathlib import Path
from runpy import run_path

import pytest

from assay.errors import COMMAND_CODES, DOCUMENT_CODES, MODEL_CODES, REFUSAL_CODES, REQUEST_CODES, STORAGE_CODES
from assay.setting import SETTINGS
from cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES = run_path(str(ROOT / "scripts" / "reference.py"))["PAGES"]


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_every_command_setting_and_code_has_its_place() -> None:
    commands, settings, errors = ((REFERENCE / name).read_text(encoding="utf-8") for name in ("cli.md", "settings.md", "errors.md"))

    assert all(f"## assay {name}\n" in commands for name in COMMANDS)
    assert all(f"`{setting.variable}`" in settings for setting in SETTINGS)
    codes = (*COMMAND_CODES, *DOCUMENT_CODES, *MODEL_CODES, *STORAGE_CODES, *REFUSAL_CODES, *REQUEST_CODES)
    assert all(f"`{code}`" in errors for code in codes)


def test_the_list_of_commands_says_what_each_command_says_of_itself() -> None:
    page = PAGES["reference/cli.md"]()

    for name, summary in COMMANDS.items():
        assert summary in page.partition(f"## assay {name}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("command", ["setup", "demo", "test", "lint", "fix", "bench", "docs", "lock", "clean"])
def test_make_help_explains_every_target(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert f"\n{command}:" in makefile
    assert next(line for line in makefile.splitlines() if line.startswith(f"{command}:")).count("## ") == 1


def test_the_locks_name_no_index_and_hash_every_package() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if "://" in line or line.startswith("--")]
        packages = [place for place, line in enumerate(lines) if "==" in line and not line.startswith((" ", "#"))]
        assert packages
        assert all(lines[place + 1].strip().startswith("--hash=sha256:") for place in packages)
