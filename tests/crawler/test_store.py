"""A store that machines share: whole files go there, records are read from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from crawler.errors import UsageError
from crawler.store import StoreUnreachable, fetch_registry, put_finished, share_registry
from crawler.warc import EvidenceMissing, Exchange, WarcFile, Written, earlier_at, read_record

URL = "http://portal.gov.cn/a"


@pytest.fixture(params=["folder", "objects"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A folder, and a store of objects without folders."""
    if request.param == "folder":
        yield str(tmp_path / "shared")
        return
    yield "memory://bucket/nianbao"
    fsspec.filesystem("memory").store.clear()


def written(data: Path, body: bytes) -> tuple[WarcFile, Written]:
    file = WarcFile(data, "portal")
    return file, file.write(Exchange(URL, "GET", [("Host", "portal.gov.cn")], 200, "OK", [], body))


def kept(data: Path, body: bytes) -> Written:
    file, record = written(data, body)
    file.close()
    return record


def test_a_record_of_another_machine_is_read_from_the_store(store: str, tmp_path: Path) -> None:
    one, other = kept(tmp_path / "one", b"first"), kept(tmp_path / "other", "第二".encode())
    assert put_finished(tmp_path / "one", store) == put_finished(tmp_path / "other", store) == 1
    for record, body in ((one, b"first"), (other, "第二".encode())):
        assert read_record(tmp_path / "third", record.file, record.offset, store) == body
        earlier = earlier_at(tmp_path / "third", record.file, record.offset, store)
        assert earlier is not None
        assert (earlier.file, earlier.offset) == (record.file, record.offset)


def test_a_file_goes_to_the_store_once_and_one_that_is_written_to_not_at_all(
    store: str, tmp_path: Path
) -> None:
    kept(tmp_path, b"first")
    growing, record = written(tmp_path, b"second")
    assert [put_finished(tmp_path, store) for _ in range(2)] == [1, 0]
    with pytest.raises(EvidenceMissing):
        read_record(tmp_path / "elsewhere", record.file, record.offset, store)
    growing.close()
    assert put_finished(tmp_path, store) == 1


def test_a_copy_that_broke_off_is_made_again_when_its_note_is_missing(store: str, tmp_path: Path) -> None:
    record = kept(tmp_path, b"first")
    put_finished(tmp_path, store)
    (tmp_path / "stored.txt").unlink()
    system, root = fsspec.url_to_fs(store)
    system.pipe_file(f"{root}/{record.file}", b"half")
    assert put_finished(tmp_path, store) == 1
    assert read_record(tmp_path / "elsewhere", record.file, record.offset, store) == b"first"


def test_a_file_that_the_store_has_may_be_deleted_from_the_data_folder(store: str, tmp_path: Path) -> None:
    record = kept(tmp_path, b"first")
    put_finished(tmp_path, store)
    (tmp_path / record.file).unlink()
    assert read_record(tmp_path, record.file, record.offset, store) == b"first"
    assert put_finished(tmp_path, store) == 0


def test_a_record_that_is_nowhere_is_missing_by_name(store: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceMissing, match="not in the store"):
        read_record(tmp_path, "warc/lost.warc.gz", 0, store)
    assert earlier_at(tmp_path, "warc/lost.warc.gz", 0, store) is None


def test_a_store_that_cannot_be_used_is_said_and_its_files_stay(tmp_path: Path) -> None:
    record = kept(tmp_path / "data", b"first")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnreachable, match="try again"):
        put_finished(tmp_path / "data", str(tmp_path / "file" / "store"))
    with pytest.raises(UsageError, match="nowhere"):
        put_finished(tmp_path / "data", "nowhere://bucket")
    assert read_record(tmp_path / "data", record.file, record.offset) == b"first"


def test_a_store_that_fails_in_the_middle_of_a_file_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(RuntimeError):
        """As drivers raise them: of no kind that anybody knows."""

    def breaks(*_: object) -> bytes:
        raise Broken("connection reset")

    store, record = "memory://broken", kept(tmp_path, b"first")
    put_finished(tmp_path, store)
    monkeypatch.setattr("fsspec.implementations.memory.MemoryFile.read", breaks)
    with pytest.raises(StoreUnreachable, match="Broken: connection reset"):
        read_record(tmp_path / "elsewhere", record.file, record.offset, store)


def test_portals_added_where_the_scheduler_runs_are_known_to_every_worker(store: str, tmp_path: Path) -> None:
    one, other, third = (tmp_path / name for name in ("one", "other", "third"))
    for folder in (one, other, third):
        folder.mkdir()
    fetch_registry(other, store)
    assert not (other / "portals.toml").exists()
    for text in ("[a]\n", "[a]\n[b]\n"):
        (one / "portals.toml").write_text(text)
        share_registry(one, store)
        fetch_registry(other, store)
        assert (other / "portals.toml").read_text().endswith(text)
    share_registry(other, store)
    (third / "portals.toml").write_text("[own]\n")
    fetch_registry(third, store)
    assert (third / "portals.toml").read_text() == "[own]\n", "a list of one's own is never overwritten"


def test_a_file_that_has_grown_since_it_was_copied_is_copied_again(store: str, tmp_path: Path) -> None:
    record = kept(tmp_path, b"first")
    put_finished(tmp_path, store)
    with (tmp_path / record.file).open("ab") as file:
        file.write(b"more")
    assert [put_finished(tmp_path, store) for _ in range(2)] == [1, 0]
