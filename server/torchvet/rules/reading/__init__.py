"""Questions about a trace that several rules ask."""
