"""The long trials of the funding engine: `make hammer`, `faults`, `restore-check`, `mutants`, …

Each prints one table and ends with 1 when a promise did not hold. They have a cluster of their
own under `var/proof`, so nobody's data is touched.
"""
