"""torchvet: finds the four most common PyTorch training mistakes while somebody types."""

__version__ = "0.1.0"
