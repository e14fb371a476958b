"""Speed and growth, measured beside textbook SimPy; run from the root of the repository."""
