"""The checks, one file per section. Importing a file registers its checks."""
