"""Disks that fail: at a chosen step, or by losing what nobody had waited for."""

import errno
import os
from pathlib import Path

from relto.adapters.logs import Disk


class Killed(BaseException):
    """The process is no more: no handler of it runs."""


class FailingDisk(Disk):
    """Fails at one step, counted from 0; a write is left half done.

    Args:
        at: the step that fails, or `None` to count the steps.
        error: what it raises.
        after: whether the step is done before it fails.
    """

    def __init__(self, at=None, error=None, *, after=False):
        self.at, self.error, self.after, self.steps, self.names = at, error, after, 0, []

    def _step(self, name, do, half=None):
        number, self.steps = self.steps, self.steps + 1
        self.names.append(name)
        if number != self.at:
            return do()
        if self.after:
            do()
        elif half is not None:
            half()
        raise self.error or OSError(errno.EIO, os.strerror(errno.EIO))

    def fill(self, handle, data):
        up = super().fill
        self._step("write", lambda: up(handle, data), lambda: up(handle, data[: len(data) // 2]))

    def sync(self, handle):
        self._step("sync", lambda: super(FailingDisk, self).sync(handle))

    def rename(self, old, new):
        self._step("rename", lambda: super(FailingDisk, self).rename(old, new))

    def make_folder(self, path):
        self._step("folder", lambda: super(FailingDisk, self).make_folder(path))

    def remove(self, path):
        self._step("remove", lambda: super(FailingDisk, self).remove(path))


class VolatileDisk(Disk):
    """Remembers what the medium has for sure: bytes that were synced, under names whose folder was synced; and loses the rest.

    Args:
        steps: after how many steps the power fails, or `None` for never.
    """

    def __init__(self, steps=None):
        self.left, self.done = steps, 0
        self.bytes: dict[int, bytes] = {}
        self.synced: dict[int, bytes] = {}
        self.live: dict[Path, int] = {}
        self.durable: dict[Path, int] = {}
        self.folders: set[Path] = set()
        self._file = None

    def _step(self):
        if self.left is not None and self.done >= self.left:
            raise Killed
        self.done += 1

    def write(self, path, data):
        self._file = self.live[path] = len(self.bytes) + 1
        self.bytes[self._file] = b""
        try:
            super().write(path, data)
        finally:
            self._file = None

    def fill(self, handle, data):
        self._step()
        self.bytes[self._file] = bytes(data)
        super().fill(handle, data)

    def sync(self, handle):  # noqa: ARG002 -- as the disk has it
        self._step()
        if self._file is not None:
            self.synced[self._file] = self.bytes[self._file]

    def rename(self, old, new):
        self._step()
        super().rename(old, new)
        self.live[new] = self.live.pop(old)

    def make_folder(self, path):
        self._step()
        super().make_folder(path)
        self.live[path] = 0

    def sync_folder(self, path):
        super().sync_folder(path)
        for name in [name for name in self.durable if name.parent == path and name not in self.live]:
            del self.durable[name]
        self.durable |= {name: node for name, node in self.live.items() if name.parent == path}

    def remove(self, path):
        self._step()
        super().remove(path)
        self.live.pop(path, None)

    def survives(self, old: Path, new: Path) -> None:
        """Writes into a new folder what is left of an old one when the power fails."""
        new.mkdir()
        for path in sorted(self.durable):  # a folder before what is in it
            place = new / path.relative_to(old)
            if not place.parent.is_dir():
                continue
            if self.durable[path] == 0:
                place.mkdir(exist_ok=True)
            else:
                place.write_bytes(self.synced.get(self.durable[path], b""))
