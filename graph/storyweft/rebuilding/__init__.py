"""Outputs brought up to date with only the work that is new, once or at every change."""
