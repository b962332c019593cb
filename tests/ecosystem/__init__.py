"""The packages in the wild that torchvet is checked on."""
