"""Greenlane."""
