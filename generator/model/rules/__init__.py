"""Every rule, written once: id, what, why, example, what to write instead. The clerk's rule list is generated from here."""

from __future__ import annotations

from generator.model.rules.rule import Rule, Severity, Text
from generator.model.rules import (document, household_table, intake, law_history, law_posting, law_quota, law_tax, posting, privacy, reference,
                                   settings, site)

_ALL = (*settings.RULES, *reference.RULES, *posting.RULES, *household_table.RULES, *law_posting.RULES, *law_quota.RULES,
        *law_tax.RULES, *law_history.RULES, *document.RULES,
        *privacy.RULES, *site.RULES, *intake.RULES)
RULES: dict[str, Rule] = {rule.id: rule for rule in _ALL}
assert len(RULES) == len(_ALL), "two rules share an id"

__all__ = ["RULES", "Rule", "Severity", "Text"]
