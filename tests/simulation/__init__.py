"""A network of nodes in one process, on simulated time and a simulated network: seeded, and replayed by its seed.

`python -m tests.simulation --seeds 10000` runs many; `--seed 17 --told` runs one and tells what happens.
"""
