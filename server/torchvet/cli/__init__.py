"""The command line: options in, exit status out. Knows nothing about analysis."""
