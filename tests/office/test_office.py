"""Every form opened by a real office program: it opens, it works the sums out anew to our number, and it prints on A4."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from handlers.files.brief import brief_document
from handlers.files.forms import FORMATS, KINDS, drawn, starting_file
from tests.handlers.test_brief import BRIEF
from tests.handlers.test_templates import NOW, TABLES, book, office

RESULT = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")
A4 = {(595, 842), (842, 595)}
"""Points."""


def convert(folder: Path, to: str, *files: Path) -> Path:
    """Every file as another kind, by one process with a profile of its own; where they are."""
    soffice = os.environ.get("SOFFICE") or shutil.which("soffice")
    assert soffice, "LibreOffice is not installed: make test-setup"
    out = folder / to
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", to, "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return out


def without_results(path: Path, target: Path) -> None:
    """A copy whose formulas have no results: whoever opens it must work them out."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, RESULT.sub(rb"\1", source.read(name)) if "worksheets" in name else source.read(name))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every form, on its own and in a template, and a brief."""
    folder = tmp_path_factory.mktemp("forms")
    for name, table in TABLES.items():
        for kind in FORMATS:
            (folder / f"{name}.{kind}").write_bytes(drawn(table, kind))
            (folder / f"{name}-模板.{kind}").write_bytes(drawn(table, kind, starting_file(KINDS[name], kind, NOW)))
    (folder / "本单位.xlsx").write_bytes(drawn(TABLES["结对帮扶统计表"], "xlsx", book(office)))
    (folder / "简报.docx").write_bytes(brief_document(BRIEF))
    return folder


def cells(path: Path, *, results: bool) -> list[list[Any]]:
    rows = load_workbook(path, data_only=results).worksheets[0].iter_rows()
    return [[cell.value for cell in row] for row in rows]


def test_a_spreadsheet_works_out_the_sums_to_the_same_number(made: Path, tmp_path: Path) -> None:
    books = sorted(made.glob("*.xlsx"))
    for path in books:
        without_results(path, tmp_path / path.name)
    again = convert(tmp_path, "xlsx", *(tmp_path / path.name for path in books))
    compared = 0
    for path in books:
        formulas, ours, theirs = cells(path, results=False), cells(path, results=True), cells(again / path.name, results=True)
        for row, line in enumerate(formulas):
            for column, value in enumerate(line):
                if isinstance(value, str) and value.startswith("=SUM(") and ours[row][column] is not None:
                    assert theirs[row][column] == ours[row][column], f"{path.name} {value}"
                    compared += 1
    assert compared >= 9
    assert cells(again / "本单位.xlsx", results=True)[5][2] == "5名，见B3，共3"


def test_every_form_opens_and_prints_on_a4(made: Path, tmp_path: Path) -> None:
    files = sorted([*made.glob("*.docx"), *made.glob("*.xlsx")], key=lambda path: path.name)
    (tmp_path / "in").mkdir()
    copies = [Path(shutil.copy(path, tmp_path / "in" / f"{path.stem}-{path.suffix[1:]}{path.suffix}")) for path in files]
    printed = convert(tmp_path, "pdf", *copies)
    assert len(list(printed.iterdir())) == len(files)
    for path in printed.iterdir():
        sizes = {
            tuple(round(float(side)) for side in found) for found in re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+)", path.read_bytes())
        }
        assert sizes, path.name
        assert sizes <= A4, path.name
