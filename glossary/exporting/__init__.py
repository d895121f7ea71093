"""Terms of the glossary out into a file; what it holds is told in docs/import.md."""
