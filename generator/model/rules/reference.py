"""Rules about reference. Words only."""

from generator.model.rules.rule import Rule, error, warning

RULES: tuple[Rule, ...] = ()
