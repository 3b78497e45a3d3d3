"""Speed as ratios: unifyarray against the libraries themselves and other wrappers, in the same run. ``make bench``."""
