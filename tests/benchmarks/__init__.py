"""Speed as ratios: unifyarray against the libraries themselves and other wrappers, in one run. ``make bench``."""
