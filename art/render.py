"""Renders the edition's pictures. See README.md.

python render.py [--rough | --again] [id ...]
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

import crops
from paint import light, portraits, terrain
from paint.after import AFTER
from paint.grades import GRADES
from paint.painted import PAINTED

HERE = Path(__file__).resolve().parent
PHOTOS = HERE.parent / "public" / "edition" / "photos"
BUILD = Path(os.environ.get("ART_BUILD", Path(tempfile.gettempdir()) / "broadsheet-art"))
PORTRAIT = {"lens-fresnel"}


def size_of(name, rough):
    width, height = (800, 1200) if name in PORTRAIT else (1200, 800)
    return (width // 2, height // 2) if rough else (width, height)


def trace(name, size, rough):
    """Runs POV-Ray on a scene; the answer is linear light."""
    out = BUILD / f"{name}.hdr"
    quality = ["+Q9", "-A"] if rough else ["+Q9", "+A0.12", "+AM2", "+R2"]
    command = [
        "nice",
        "-n",
        "15",
        "povray",
        f"+I{name}.pov",
        f"+L{BUILD}",
        f"+O{out}",
        "+FH",
        f"+W{size[0]}",
        f"+H{size[1]}",
        "-D",
        "-V",
        "-GR",
        "-GS",
        "-GD",
        "-GW",
        "+WT2",
        *quality,
    ]
    done = subprocess.run(command, check=False, cwd=HERE / "scenes", capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name}: " + done.stderr[done.stderr.find("File '") :][:900])
    return light.read_hdr(out)


def develop(name, picture, size):
    """The darkroom: effects of the scene's own, light, grade, grain."""
    grade = dict(GRADES.get(name, {}))
    scale = size[0] / (800 if name in PORTRAIT else 1200)
    seed = sum(name.encode())
    picture = picture * grade.pop("exposure", 1.0)
    if name in AFTER:
        picture = AFTER[name](picture, np.random.default_rng(seed), scale)
    glow, threshold = grade.pop("bloom", 0.06), grade.pop("threshold", 0.9)
    picture = light.bloom(picture, glow, threshold, 14 * scale)
    picture = light.vignette(picture, grade.pop("vignette", 0.35))
    amount = grade.pop("grain", 0.015)
    screen = light.tone(light.to_screen(light.film(picture)), **grade)
    return np.clip(light.grain(screen, amount, seed), 0, 1)


def encode(name, screen):
    """Writes a picture at its widths, as AVIF and progressive JPEG."""
    whole = Image.fromarray((screen * 255 + 0.5).astype(np.uint8))
    for width in (400, 800) if name in PORTRAIT else (400, 800, 1200):
        height = round(whole.height * width / whole.width)
        small = whole if whole.width == width else whole.resize((width, height), Image.LANCZOS)
        target = PHOTOS / f"{name}-{width}"
        small.save(f"{target}.avif", quality=58, speed=4, subsampling="4:2:0")
        small.save(f"{target}.jpg", quality=72, subsampling="4:2:0", progressive=True, optimize=True)


def make(name, options):
    """Paints or traces one picture, develops it, writes it."""
    size = size_of(name, options.rough)
    if name in PAINTED:
        module, function = PAINTED[name]
        picture = getattr(importlib.import_module(f"paint.{module}"), function)(size)
    elif options.again:
        picture = light.read_hdr(BUILD / f"{name}.hdr")
        size = picture.shape[1::-1]
    else:
        picture = trace(name, size, options.rough)
    screen = develop(name, picture, size)
    Image.fromarray((screen * 255).astype(np.uint8)).save(BUILD / f"{name}-look.png")
    if not options.rough:
        encode(name, screen)
    print(name, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rough", action="store_true", help="half size, for looking only")
    parser.add_argument("--again", action="store_true", help="develop the last trace again")
    parser.add_argument("ids", nargs="*", help="photo ids, `avatars` or `crops`; all when none is given")
    options = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    PHOTOS.mkdir(parents=True, exist_ok=True)
    terrain.make_all(BUILD)
    scenes = sorted(path.stem for path in (HERE / "scenes").glob("*.pov"))
    for name in options.ids or [*scenes, *PAINTED, "avatars", "crops"]:
        if name == "avatars":
            portraits.save_all(PHOTOS)
        elif name == "crops":
            crops.save_all(PHOTOS.parent)
        else:
            make(name, options)


if __name__ == "__main__":
    main()
