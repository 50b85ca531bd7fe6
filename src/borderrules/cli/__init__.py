"""The ways in from a terminal: they parse and print, and decide nothing."""
