"""Cuts the two Newsreader files of public/fonts from the npm package
@fontsource-variable/newsreader.

    npm pack @fontsource-variable/newsreader && tar xzf fontsource-*.tgz
    python subset.py package/files ../../public/fonts
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# The font's own default optical size is 18: a range that starts there keeps
# one master less than a range that starts at 16, which is a quarter of the file.
AXES = {"wght": (400, 700), "opsz": (18, 72)}

# Kerning that varies over two axes costs 16 KB and can't be seen, so the pairs
# are frozen where most headlines are set.
KERNING_AT = {"wght": 600, "opsz": 40}

FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk"]


def is_latin(code):
    """Basic Latin to Latin-1, and the punctuation that comes with them."""
    return not 0x300 <= code <= 0x36F and code != 0x2BC


def is_latin_extended(code):
    """Latin Extended-A and the currency signs."""
    return 0x100 <= code < 0x180 or 0x20A0 <= code < 0x20D0


def reduced(source, keep):
    font = TTFont(source)
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for code in font.getBestCmap() if keep(code)])
    cutter.subset(font)
    return font


def cut(source, keep, target):
    font = instancer.instantiateVariableFont(reduced(source, keep), AXES)
    fixed = instancer.instantiateVariableFont(reduced(source, keep), KERNING_AT)
    for table in ("GPOS", "GDEF"):
        if table in fixed:
            font[table] = fixed[table]
        elif table in font:
            del font[table]
    font.flavor = "woff2"
    font.save(target)
    print(target, target.stat().st_size)


def main():
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    cut(source / "newsreader-latin-opsz-normal.woff2", is_latin, target / "newsreader-latin.woff2")
    cut(
        source / "newsreader-latin-ext-opsz-normal.woff2",
        is_latin_extended,
        target / "newsreader-latin-ext.woff2",
    )


if __name__ == "__main__":
    main()
