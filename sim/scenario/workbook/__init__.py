"""Scenarios as Excel workbooks: one sheet a table, one row an entry, one cell a value written as in a YAML file.

`writing` and `reading` are loaded when they are needed, because openpyxl is slow to load and most files are YAML.
"""


def is_workbook(raw: bytes) -> bool:
    """Whether it is an Excel file and no text."""
    return raw.startswith(b"PK\x03\x04")
