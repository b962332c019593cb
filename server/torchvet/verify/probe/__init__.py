"""What runs inside the user's interpreter: it holds a program to one batch, and notes what happens.

It imports the standard library and torch only, and nothing of torchvet's other rooms; it is written for
Python 3.8 and newer, and torch 1.13 and newer.
"""
