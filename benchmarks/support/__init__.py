"""What the benchmarks share. Scripts stand one folder above: `make bench` runs those."""
