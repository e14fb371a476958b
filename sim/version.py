"""The version of Greenlane, read by the package metadata and printed with each result."""

__version__ = "0.1.0"
