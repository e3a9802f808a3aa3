"""The pictures painted in numpy: id to module and function."""

PAINTED = {
    "braided-river": ("rivers", "braided"),
    "river-delta": ("rivers", "delta"),
    "moths-lamp": ("moths", "garden"),
}
