"""Rules about document. Words only."""

from generator.model.rules.rule import Rule, error, warning

RULES: tuple[Rule, ...] = ()
