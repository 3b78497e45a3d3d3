"""The backends of unifyarray, one package per array library; ``_agnostic`` holds what several of them share."""
