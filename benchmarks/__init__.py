"""Benchmarks (基准): run by hand, never a test."""
