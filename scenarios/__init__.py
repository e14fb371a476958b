"""Bundled scenarios: one YAML file a world, with its sources."""
