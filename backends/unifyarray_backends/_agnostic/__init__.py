"""Functions of the standard written in functions of the standard, for libraries that lack them."""
