"""What several modules of tests read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

BLANK_FORM = Path(__file__).parents[2] / "data" / "blank_form_2021.docx"


@pytest.fixture(scope="session")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The official form as LibreOffice writes it in older formats."""
    folder = tmp_path_factory.mktemp("office")
    found = {}
    for suffix, kind in (("doc", "doc:MS Word 97"), ("rtf", "rtf:Rich Text Format"), ("odt", "odt:writer8")):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
            str(BLANK_FORM),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        found[suffix] = (folder / f"{BLANK_FORM.stem}.{suffix}").read_bytes()
    return found
