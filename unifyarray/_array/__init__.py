"""Layer 4: the Array class, its operators, and the conversion of data."""
