"""What several backends do in the same way; where that takes a library, it is a parameter."""
