"""Runs a training script on one batch, in the user's interpreter, and judges whether it can learn it."""
