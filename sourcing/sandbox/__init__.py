"""An invented world of real Git repositories, for the demo, the tests and the benchmarks."""
