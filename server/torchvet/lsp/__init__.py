"""The language server: a thin layer that shows what ``check`` finds in an editor."""
