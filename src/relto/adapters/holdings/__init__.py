"""What may they have, asked of DuckDB, PostgreSQL and Apache Spark: the same table of outcomes, joined to items there.

Each backend is one module and needs an extra of its own (`duckdb`, `postgresql`, `spark`). All of them hold, for every party, the kinds
that are permitted or need consent; what is not there is denied, so a kind that a backend has not heard of is shut.
"""

__all__: list[str] = []
