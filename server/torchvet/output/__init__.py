"""How findings are written: for people, for programs and for code hosts. Knows nothing about analysis."""
