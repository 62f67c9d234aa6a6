"""The commands of `unrolled`: each parses and calls. What works is imported inside of them."""
