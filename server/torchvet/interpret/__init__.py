"""Executes the program abstractly and records what happened, as a trace of events.

Knows nothing of findings or editors.
"""
