"""Text, positions, notebooks' cells and suppression comments. Knows nothing about torch."""
