"""Holdings in Parquet: the same members as the JSON lines have, as columns (docs/reference/command.md)."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relto.cli import files
from relto.primitives import Malformed, Place, Unavailable
from relto.primitives.limits import HOLDING_ROWS, LIST_NAMES, MARKING_LINE_BYTES, PARQUET_GROUP_BYTES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LISTS = ("originators", "kinds")
_COLUMNS = ("label", "id", "scheme", "holder", "originators", "under", "marked_on", "kinds", "provided_for")
_ROWS = 1 << 18
_TOO_LONG = object()


def is_parquet(file: Path) -> bool:
    """Whether a file is Parquet, by its first bytes.

    Raises:
        Unavailable: it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(4) == b"PAR1"
    except OSError as error:
        raise Unavailable(f"{files.name_of(file)}: cannot be read: {error.strerror}") from error


def rows(file: Path) -> Iterator[dict[str, Any] | str]:
    """The rows of a file, one by one: the members of each, or why it is none.

    Raises:
        Malformed, Unavailable: as :func:`groups`.
    """
    for distinct, places in groups(file, by_id=True):
        for place in places.tolist():
            yield distinct[place]


def groups(file: Path, *, by_id: bool) -> "Iterator[tuple[list[dict[str, Any] | str], NDArray[np.int64]]]":
    """The rows of a file, many at a time: the distinct ones, and for each row in order which of them it is.

    Texts are read as a dictionary of the distinct ones, so that a file cannot make more of them than it holds.

    Args:
        file: the file.
        by_id: whether rows that differ in nothing but their identifiers are distinct; else identifiers are left out.

    Raises:
        Malformed: it is no Parquet, a column is unknown or of another type, or a group of rows is too large.
        Unavailable: it cannot be read, or `pyarrow` is not installed.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise Unavailable("reading Parquet needs pyarrow, which is not installed: install Relto with its extra `holdings`") from error
    try:
        with parquet.ParquetFile(file) as opened:
            _check(opened, file)
            leaves = [opened.schema.column(number) for number in range(len(opened.schema.names))]
            names = [name for name in opened.schema_arrow.names if by_id or name != "id"]
        texts = [one.path for one in leaves if one.physical_type == "BYTE_ARRAY" and "." not in one.path]  # Arrow cannot do it inside lists
        with parquet.ParquetFile(file, read_dictionary=texts) as opened:
            for batch in opened.iter_batches(batch_size=_ROWS, columns=names):
                yield _distinct(batch)
    except (ArrowException, OSError) as error:
        raise Malformed(f"cannot be read as Parquet: {str(error).splitlines()[0]}", place=Place(str(file))) from error


def _check(opened: Any, file: Path) -> None:
    """Refuse what is too large or of another form, before rows are read."""
    from pyarrow import types

    plain = {field.name: field.type for field in opened.schema_arrow}
    if len(plain) != len(opened.schema_arrow):
        raise Malformed("two columns of one name", place=Place(str(file)), expected="each column once")
    for name, kind in plain.items():
        text = _is_text(kind) or (name == "id" and types.is_integer(kind))
        day = name == "marked_on" and (types.is_date32(kind) or text)
        some = name in _LISTS and (types.is_list(kind) or types.is_large_list(kind)) and _is_text(kind.value_type)
        if name not in _COLUMNS:
            raise Malformed("no such member of an item", place=Place(str(file)), found=name, expected=f"one of {', '.join(_COLUMNS)}")
        if not (day or some or (name not in (*_LISTS, "marked_on") and text)):
            expected = "lists of texts" if name in _LISTS else "days or texts" if name == "marked_on" else "texts"
            raise Malformed(f"the column `{name}` is of another type", place=Place(str(file)), found=str(kind), expected=expected)
    if "label" not in plain:
        raise Malformed("there is no column of labels", place=Place(str(file)), found=", ".join(plain), expected="a column `label`")
    metadata = opened.metadata
    if metadata.num_rows > HOLDING_ROWS:
        most = f"{HOLDING_ROWS:,} at most"
        raise Malformed("too many rows", place=Place(str(file)), found=f"{metadata.num_rows:,}", expected=most)
    for group in range(metadata.num_row_groups):
        size = metadata.row_group(group).total_byte_size
        if size > PARQUET_GROUP_BYTES:
            most = f"{PARQUET_GROUP_BYTES:,} at most"
            raise Malformed(f"row group {group} is too large", place=Place(str(file)), found=f"{size:,} bytes", expected=most)


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    inner = kind.value_type if types.is_dictionary(kind) else kind
    return bool(types.is_string(inner) or types.is_large_string(inner))


def _distinct(batch: Any) -> "tuple[list[dict[str, Any] | str], NDArray[np.int64]]":
    import numpy as np

    names = batch.schema.names
    values: list[list[Any]] = []
    key = np.zeros(batch.num_rows, dtype=np.int64)
    for number, name in enumerate(names):
        met, codes = _coded(name, batch.column(number))
        values.append(met)
        key = np.unique(key * len(met) + codes, return_inverse=True)[1].astype(np.int64) if len(met) > 1 else key
    _, first, places = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)  # as they were met, whatever their texts
    first, places = first[order], np.argsort(order)[places]
    columns = [_coded(name, batch.column(number).take(first)) for number, name in enumerate(names)]
    made = [_members(names, [met[codes[row]] for met, codes in columns]) for row in range(len(first))]
    return made, places.astype(np.int64)


def _members(names: list[str], row: list[Any]) -> dict[str, Any] | str:
    if _TOO_LONG in row:
        return "a text is too long"
    members = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    return members if "label" in members else "Object missing required field `label`"


def _coded(name: str, column: Any) -> "tuple[list[Any], NDArray[np.int64]]":
    """The distinct values of one column of a batch, and for each row which of them it has."""
    import numpy as np
    from pyarrow import compute, types

    if _is_text(column.type) and not types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if types.is_dictionary(column.type):
        used = compute.unique(column.indices)  # a dictionary is that of many batches
        texts = column.dictionary.take(used.drop_null())
        lengths = compute.binary_length(texts).to_pylist()
        if max(lengths, default=0) <= MARKING_LINE_BYTES:
            made = texts.to_pylist()
        else:
            made = [_TOO_LONG if n > MARKING_LINE_BYTES else one.as_py() for n, one in zip(lengths, texts, strict=True)]
        codes = compute.index_in(column.indices, used.drop_null()).fill_null(len(made)).to_numpy(zero_copy_only=False)
        return [*made, None], codes.astype(np.int64)
    if name in _LISTS:
        elements = column.flatten()
        if len(elements) > LIST_NAMES * len(column):
            expected = f"{LIST_NAMES} a row at most"
            raise Malformed(f"too many names in the column `{name}`", place=Place("Parquet"), found=f"{len(elements):,}", expected=expected)
        flat, codes = _coded("", elements)
        start = 0
        numbers: dict[tuple[int, ...], int] = {}
        some = codes.tolist()
        lists: list[int] = []
        for length in column.value_lengths().to_pylist():
            lists.append(numbers.setdefault(tuple(some[start : start + (length or 0)]), len(numbers)))
            start += length or 0
        met: list[Any] = [tuple(flat[one] for one in key) for key in numbers]
        return [_TOO_LONG if _TOO_LONG in one else one for one in met], np.array(lists, dtype=np.int64)
    coded = column.dictionary_encode()
    met = [*coded.dictionary.to_pylist(), None]
    return met, coded.indices.fill_null(len(met) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
