"""Demonstration content: texts of our own, visibly not medically reviewed."""
