"""Benchmarks of Relto, against peers in the same run. `make bench` runs them all."""
