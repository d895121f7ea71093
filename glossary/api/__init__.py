"""The glossary for programs: read-only, JSON, without a key; see docs/api.md."""
