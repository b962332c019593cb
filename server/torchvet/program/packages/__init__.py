"""Installed packages, read as text and never executed: finding, resolving, describing, remembering.

Half of this runs in the server (``installed``, ``site_packages``, ``answers``, ``child``), half in the
child process (everything that reads a package's modules, and jedi).
"""
