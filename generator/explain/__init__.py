"""Answers about one thing: what file, row, rule, parameter and template stand behind an address or a number."""
