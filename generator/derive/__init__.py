"""Stage 4: the facts become answers: present state, peers, figures, search records."""
