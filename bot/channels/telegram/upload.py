"""A file on its way out, read in chunks while it is sent."""

import io
import os
from collections.abc import Iterator

from handlers.letters.letter import FileOut


class Upload(io.RawIOBase):
    """What the HTTP client wants of a file: its length by seeking to the end, and reading from the start."""

    def __init__(self, file: FileOut) -> None:
        super().__init__()
        self._file, self._at = file, 0
        self._chunks: Iterator[bytes] = iter(())
        self._rest = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """To the start, or to the end: that is all anybody asks for."""
        self._at = offset + (self._file.size if whence == os.SEEK_END else 0)
        if self._at == 0:
            self._chunks, self._rest = self._file.read(), b""
        return self._at

    def read(self, size: int = -1) -> bytes:
        while not self._rest and (chunk := next(self._chunks, None)) is not None:
            self._rest = chunk
        piece, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        self._at += len(piece)
        return piece
