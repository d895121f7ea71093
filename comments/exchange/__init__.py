"""Discussions as JSON Lines: handed out, and taken in; see docs/discussions-data.md."""

FORMAT = "portal-discussions"
VERSION = 1
