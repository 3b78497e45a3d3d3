"""Reports: the JSON file, the HTML page, badges and differences."""
