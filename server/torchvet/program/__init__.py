"""Scopes, imports, classes, the workspace's modules, what is known about torch, and the jedi bridge."""
