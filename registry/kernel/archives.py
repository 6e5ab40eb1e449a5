"""Archives of strangers (压缩包): unpacked piece by piece under strict bounds, never by what they say of themselves alone."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

HEAD = b"PK\x03\x04"
_CHUNK = 1 << 18


class Fault(StrEnum):
    """Why an archive is not unpacked."""

    DAMAGED = "damaged"
    LOCKED = "locked"
    TOO_LARGE = "too large"
    TOO_MANY = "too many"


class Unfit(Exception):
    """An archive that is not unpacked; whoever asked says so in his own words."""

    def __init__(self, fault: Fault, count: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.count = fault, count


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an archive may hold; the ratio is looked at in parts of more than `ratio_from` bytes."""

    entries: int
    unpacked: int
    part: int
    ratio: int = 100
    ratio_from: int = 1 << 20


class Archive:
    """The parts of an archive; whoever holds one knows that its directory is within bounds."""

    def __init__(self, content: bytes, bounds: Bounds) -> None:
        self._content, self._bounds = memoryview(content), bounds
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as broken:
            raise Unfit(Fault.DAMAGED) from broken
        _check_directory(entries, bounds)
        self.entries = {entry.filename: entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def stream(self, name: str) -> Iterator[bytes]:
        """The part in pieces; it must unpack to exactly what the directory says, or it is refused."""
        entry = self.entries[name]
        size, checksum = 0, 0
        for piece in self._unpacked(entry):
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if size > entry.file_size:
                raise Unfit(Fault.TOO_LARGE)
            yield piece
        if size != entry.file_size or checksum != entry.CRC:
            raise Unfit(Fault.DAMAGED)

    def read(self, name: str) -> bytes:
        """A small part in one piece; empty when there is none."""
        if name not in self.entries:
            return b""
        if self.entries[name].file_size > self._bounds.part:
            raise Unfit(Fault.TOO_LARGE)
        return b"".join(self.stream(name))

    def _unpacked(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = self._packed(entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for at in range(0, len(packed), _CHUNK):
                waiting: bytes | memoryview = packed[at : at + _CHUNK]
                while waiting and not inflater.eof:
                    yield inflater.decompress(waiting, _CHUNK)
                    waiting = inflater.unconsumed_tail
            yield inflater.flush()
        except zlib.error as broken:
            raise Unfit(Fault.DAMAGED) from broken
        if not inflater.eof:
            raise Unfit(Fault.DAMAGED)

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        """The packed bytes, behind the local header, whose name and extra field have lengths of their own."""
        at = entry.header_offset
        header = bytes(self._content[at : at + 30])
        if len(header) < 30 or header[:4] != HEAD:
            raise Unfit(Fault.DAMAGED)
        start = at + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        packed = self._content[start : start + entry.compress_size]
        if len(packed) != entry.compress_size:
            raise Unfit(Fault.DAMAGED)
        return packed


def _check_directory(entries: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    """Judge the claims of the directory before anything is unpacked."""
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise Unfit(Fault.DAMAGED)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit(Fault.LOCKED)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unfit(Fault.DAMAGED)
    if len(entries) > bounds.entries:
        raise Unfit(Fault.TOO_MANY, len(entries))
    if sum(entry.file_size for entry in entries) > bounds.unpacked:
        raise Unfit(Fault.TOO_LARGE)
    for entry in entries:
        if entry.file_size > bounds.ratio_from and entry.file_size > bounds.ratio * entry.compress_size:
            raise Unfit(Fault.TOO_LARGE)
