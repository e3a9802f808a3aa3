"""Moths round a lamp in a dark garden, painted."""

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter

from .light import hex_colour
from .rivers import mix, noise, step

LAMP = (0.62, 0.37)


def shape(size, polygons, soft):
    """A mask of polygons, twice as fine while drawn."""
    stencil = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    draw = ImageDraw.Draw(stencil)
    for points in polygons:
        draw.polygon([(x * 2, y * 2) for x, y in points], fill=255)
    mask = np.asarray(stencil.resize(size, Image.LANCZOS)) / 255
    return gaussian_filter(mask, soft) if soft > 0 else mask


def leaf(rng, x, y, length, angle):
    """A pointed leaf as a polygon."""
    t = np.linspace(0, 1, 14)
    half = np.sin(t * np.pi) ** 0.8 * length * rng.uniform(0.13, 0.24)
    bend = rng.normal(0, 0.16) * length * t * t
    side = np.concatenate([half, -half[::-1]]) + np.concatenate([bend, bend[::-1]])
    along = np.concatenate([t, t[::-1]]) * length
    c, s = np.cos(angle), np.sin(angle)
    return [(x + a * c - b * s, y + a * s + b * c) for a, b in zip(along, side)]


def wing(points, mirror, scale, angle, x, y):
    c, s = np.cos(angle), np.sin(angle)
    out = []
    for px, py in points:
        px *= mirror
        out.append((x + scale * (px * c - py * s), y + scale * (px * s + py * c)))
    return out


FORE = [
    (0.05, -0.3),
    (0.35, -0.36),
    (0.8, -0.2),
    (1.22, 0.12),
    (1.3, 0.28),
    (1.12, 0.38),
    (0.72, 0.34),
    (0.3, 0.24),
    (0.05, 0.1),
]
HIND = [(0.05, 0.0), (0.4, 0.12), (0.8, 0.32), (0.86, 0.5), (0.66, 0.66), (0.36, 0.62), (0.08, 0.35)]
BODY = [
    (0, -0.5),
    (0.12, -0.42),
    (0.18, -0.15),
    (0.15, 0.15),
    (0.08, 0.5),
    (0, 0.66),
    (-0.08, 0.5),
    (-0.15, 0.15),
    (-0.18, -0.15),
    (-0.12, -0.42),
]


def moth(picture, size, rng, x, y, scale, near):
    """One moth: wings lit from the lamp's side, a dark body, a blur by distance."""
    angle, fold = rng.uniform(-1.2, 1.2), rng.uniform(0.35, 1.0)
    soft = abs(near) * scale * 0.12
    lamp = np.array([LAMP[0] * size[0], LAMP[1] * size[1]])
    bright = np.exp(-np.hypot(x - lamp[0], y - lamp[1]) / (size[0] * 0.17))
    tint = mix(hex_colour("#8c6f4c"), hex_colour("#e8d3a6"), np.array(rng.uniform(0.1, 1)))
    for mirror in (1, -1):
        squeeze = fold if mirror > 0 else rng.uniform(0.5, 1.0)
        for part, shade in ((HIND, 0.7), (FORE, 1.0)):
            points = [(px * squeeze, py) for px, py in part]
            mask = shape(size, [wing(points, mirror, scale, angle, x, y)], soft)
            band = 0.8 + 0.2 * np.sin(
                np.hypot(*(np.mgrid[0 : size[1], 0 : size[0]] - np.array([y, x])[:, None, None])) / scale * 15
            )
            picture = mix_masked(picture, tint * shade * (0.1 + 2.1 * bright), band, mask * 0.92)
    body = shape(size, [wing(BODY, 1, scale, angle, x, y)], soft)
    return mix_masked(picture, hex_colour("#3a2c20") * (0.4 + 2 * bright), np.ones_like(body), body)


def mix_masked(picture, colour, band, mask):
    layer = colour * band[..., None]
    return picture * (1 - mask[..., None]) + layer * mask[..., None]


def garden(size):
    """The whole picture, back to front: hedge, glow, leaves, lamp, moths."""
    width, height = size
    rng = np.random.default_rng(47)
    y, x = np.mgrid[0:height, 0:width]
    lamp_x, lamp_y = LAMP[0] * width, LAMP[1] * height
    away = np.hypot(x - lamp_x, y - lamp_y) / width
    foliage = noise(size, 16, 6, 2, 0.6)
    picture = mix(hex_colour("#04080c"), hex_colour("#16261f"), 1.3 * foliage * step(y / height, -0.2, 0.9))
    picture = mix(picture, hex_colour("#142238"), step(y / height, 0.45, -0.1) * 0.8)
    for layer, (count, longest, blur) in enumerate(((700, 0.045, 5), (900, 0.05, 1.8), (420, 0.075, 0.6))):
        leaves, dark = [], []
        for _ in range(count):
            lx, ly = (
                rng.uniform(-0.05, 1.05) * width,
                height * (1.05 - min(abs(rng.normal(0, 0.24 + 0.05 * layer)), 0.72)),
            )
            one = leaf(rng, lx, ly, rng.uniform(0.4, 1) * longest * width, rng.uniform(-2.9, -0.25))
            (leaves if rng.random() < 0.6 else dark).append(one)
        scale = width / 1200
        light = np.exp(-away / (0.085 + 0.015 * layer)) * (2.2 + 0.8 * layer) + 0.016
        grainy = 0.3 + 1.2 * noise(size, 40, 5, 50 + layer, 0.6)
        for shapes, colour in ((dark, "#22382c"), (leaves, "#66793f")):
            mask = shape(size, shapes, blur * scale)
            picture = mix_masked(picture, hex_colour(colour) * 0.9, light * grainy, mask)
    glow = 0.5 * np.exp(-away / 0.045) + 0.16 * np.exp(-away / 0.16) + 0.03 * np.exp(-away / 0.5)
    mist = 0.7 + 0.6 * noise(size, 5, 5, 19)
    picture = picture + hex_colour("#ffb75e") * (glow * mist)[..., None]
    picture = lantern(picture, size, lamp_x, lamp_y)
    for _ in range(26):
        reach, turn = abs(rng.normal(0.06, 0.13)) + 0.045, rng.uniform(0, 6.28)
        near = rng.normal(0, 0.8)
        scale = width * 0.012 * (1 + 0.55 * max(near, 0)) * rng.uniform(0.6, 1.25)
        picture = moth(
            picture,
            size,
            rng,
            lamp_x + reach * width * np.cos(turn),
            lamp_y + 0.85 * reach * width * np.sin(turn),
            scale,
            near,
        )
    for mx, my, scale, near in (
        (0.36, 0.52, 0.06, 0.25),
        (0.79, 0.62, 0.035, 0.12),
        (0.5, 0.2, 0.03, 0.1),
        (0.17, 0.27, 0.03, 0.9),
        (0.47, 0.44, 0.024, 0.05),
    ):
        picture = moth(picture, size, rng, mx * width, my * height, scale * width, near)
    return picture


def lantern(picture, size, x, y):
    """A storm lamp hung from a wire."""
    k = size[0] / 1200

    def box(points, colour, amount=1.0, soft=0.6):
        nonlocal picture
        mask = shape(size, [[(x + px * k, y + py * k) for px, py in points]], soft) * amount
        picture = mix_masked(picture, colour, np.ones_like(mask), mask)

    iron = hex_colour("#1b1510")
    box([(-1.5, -400), (1.5, -400), (1.5, -74), (-1.5, -74)], iron)
    glass = [(-24, -38), (24, -38), (32, 0), (26, 36), (-26, 36), (-32, 0)]
    box(glass, hex_colour("#ffcf85") * 2.2, 0.75, 1.5)
    box([(-7, 30), (-9, 4), (0, -24), (9, 4), (7, 30)], hex_colour("#fff0c8") * 16, 1.0, 2.5)
    box([(-34, -38), (34, -38), (20, -58), (8, -74), (-8, -74), (-20, -58)], iron * 1.4)
    box([(-34, 36), (34, 36), (38, 46), (30, 66), (-30, 66), (-38, 46)], iron * 1.4)
    for px in (-30, 28):
        box([(px, -40), (px + 3, -40), (px + 3, 40), (px, 40)], iron)
    box([(-33, -1.5), (33, -1.5), (33, 1.5), (-33, 1.5)], iron, 0.9)
    return picture
