"""The nouns every stage shares: facts, answers, problems. Imports nothing of ours."""
