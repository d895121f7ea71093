"""Terms from a file into the glossary; what a file may hold is told in docs/import.md.

The file is read twice. First each row is checked, and nothing but keys and checksums is kept; then,
in one transaction, it is decided what becomes of each row, and the rows are written in batches.
"""
