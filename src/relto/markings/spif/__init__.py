"""Security policies as XML SPIF: read into a marking system, and written from one."""

from relto.markings.spif.equivalents import Row, rows, table
from relto.markings.spif.exporting import carried, export, write_spif
from relto.markings.spif.model import Policy
from relto.markings.spif.reading import read_spif
from relto.markings.spif.system import PolicySystem
from relto.markings.spif.writing import write_policy

__all__ = ["Policy", "PolicySystem", "Row", "carried", "export", "read_spif", "rows", "table", "write_policy", "write_spif"]
