"""Makes invented households by the thousand or the million, and measures us beside the peers. No part of the site."""
