"""The pictures painted in numpy: id to module and function."""

PAINTED = {}
