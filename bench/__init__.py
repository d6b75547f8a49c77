"""Benchmarks: what a year's steps cost beside bare libraries doing the same. `make bench`; docs/performance.md says how to read it."""
