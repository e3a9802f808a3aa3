"""Rivers from above, painted: a braided one and a delta."""

import itertools

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from .light import hex_colour
from .terrain import fbm


def noise(size, cells, octaves, seed, gain=0.5):
    """Noise for a picture of `size`, square in its cells."""
    side = max(size)
    return fbm((side, side), cells, octaves, seed, gain)[: size[1], : size[0]]


def mix(low, high, amount):
    amount = np.clip(amount, 0, 1)[..., None]
    return low * (1 - amount) + high * amount


def step(value, low, high):
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def relief(height, strength, light=(-0.75, -0.65)):
    """Shade of a height map under a low sun from the upper left."""
    dy, dx = np.gradient(height)
    return np.clip(1 + strength * (light[0] * -dx + light[1] * -dy), 0.35, 1.8)


def grid(size):
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    return x / width, y / width


def warp(picture, dx, dy):
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(float)
    return map_coordinates(picture, [y + dy, x + dx], order=1, mode="reflect")


def threads(size, seed, count, spread, width):
    """Channels that part and meet: distance, in pixels, to the nearest of them."""
    x, y = grid(size)
    rng = np.random.default_rng(seed)
    scale = size[0]
    along = x * 0.94 + (0.62 - y) * 0.34
    across = (y - 0.33) * 0.94 + (x - 0.5) * 0.34
    across = across + 0.09 * (noise(size, 4, 3, seed) - 0.5)
    near = np.full(x.shape, 1e3)
    for _ in range(count):
        home = rng.normal(0, spread)
        path = home * (0.75 + 0.25 * np.sin(along * rng.uniform(3, 8) + rng.uniform(0, 6)))
        for octave in range(1, 5):
            path = path + rng.normal(0, spread * 0.85 / octave) * np.sin(
                along * rng.uniform(3.5, 6.5) * octave + rng.uniform(0, 6.3)
            )
        thick = (
            width
            * rng.uniform(0.25, 1.2)
            * (0.6 + 0.6 * np.sin(along * rng.uniform(5, 11) + rng.uniform(0, 6)) ** 2)
        )
        near = np.minimum(near, (np.abs(across - path) - thick * 0.5) * scale)
    return near, along, across


def braided(size):
    """The seventh-year river: threads of milky water over gravel, fields beside."""
    scale = size[0] / 1200
    fine = noise(size, 60, 5, 3, 0.62)
    broad = noise(size, 5, 6, 4)
    near, along, across = threads(size, 12, 15, 0.085, 0.016)
    major, _, _ = threads(size, 31, 3, 0.06, 0.03)
    near = np.minimum(near, major)
    near = near + (noise(size, 26, 4, 9) - 0.5) * 16 * scale
    bed = step(0.2 + 0.06 * (broad - 0.5) - np.abs(across), -0.015, 0.012)

    gravel = mix(hex_colour("#8f8a80"), hex_colour("#c4bba9"), 0.55 * fine + 0.75 * (broad - 0.2))
    bars = np.abs(np.sin(near / (9 * scale) + 5 * broad)) ** 3
    gravel = gravel * (1 + 0.16 * (bars - 0.4))[..., None]
    damp = step(near, 16 * scale, 0)
    gravel = mix(gravel, hex_colour("#6d675d"), 0.6 * damp)
    scrub = (
        step(noise(size, 34, 5, 15), 0.56, 0.66) * step(broad, 0.5, 0.6) * step(near, 6 * scale, 26 * scale)
    )
    gravel = mix(gravel, hex_colour("#6f7350"), 0.85 * scrub)

    depth = np.clip(-near / (15 * scale), 0, 1)
    water = mix(hex_colour("#9cc4c0"), hex_colour("#2f7d86"), depth**0.8 + 0.25 * (broad - 0.5))
    water = mix(water, hex_colour("#cfe0d6"), step(noise(size, 80, 3, 41), 0.62, 0.8) * (1 - depth) * 0.7)

    land = fields(size, along, across, broad, fine)
    height = gaussian_filter(fine, 1.2 * scale) * 5 + gaussian_filter(near, 2) * 0.03
    ground = mix(land, gravel, bed) * relief(height * 6, 0.17)[..., None]
    picture = mix(ground, water, step(near, 1.4 * scale, -1.4 * scale) * step(bed, 0.2, 0.6))
    glint = step(along, 0.35, 1.1) * step(near, 0, -8 * scale) * 0.16
    cloud = step(noise(size, 3, 4, 88), 0.5, 0.75) * 0.35
    picture = mix(picture, hex_colour("#fff0d8"), glint) * (1 - cloud)[..., None]
    return picture * 0.95


def fields(size, along, across, broad, fine):
    """Strips of crops on both banks, with hedges between them."""
    bend = 0.02 * (broad - 0.5)
    u = along * 13 + np.floor(across * 6) * 0.37 + bend * 30
    v = across * 8 + bend * 20
    cell = (np.floor(u) * 7 + np.floor(v) * 13).astype(int)
    crops = np.array(
        [hex_colour(c) for c in ("#7d8258", "#a1966a", "#63704f", "#b8a67a", "#857a5e", "#727f5c", "#8f9468")]
    )
    land = crops[(cell * 31) % len(crops)] * (0.8 + 0.4 * fine)[..., None]
    rows = 0.06 * np.sin((u * 26 + (cell % 3) * v * 30) * 3.1)
    land = land * (1 + rows)[..., None]
    edge = np.minimum(np.minimum(u % 1, 1 - u % 1) * 0.8, np.minimum(v % 1, 1 - v % 1))
    hedge = step(edge + 0.05 * (fine - 0.5), 0.045, 0.015)
    return mix(land, hex_colour("#34482c"), 0.85 * hedge)


def branches(rng, start, angle, width, length, out):
    """Channels of a delta: each runs, wanders and forks until it is too thin."""
    x, y = start
    points = [(x, y, width)]
    steps = int(length * 60)
    drift = 0.0
    home = angle
    for _ in range(steps):
        drift = 0.86 * drift + rng.normal(0, 0.16)
        angle = home + drift
        x += np.cos(angle) / 60
        y += np.sin(angle) / 60
        width *= 0.994
        points.append((x, y, width))
    out.append(points)
    if width < 0.0013 or len(out) > 700:
        return
    for turn in (-1, 1):
        wide = rng.uniform(0.55, 0.85)
        branches(
            rng,
            (x, y),
            home + turn * rng.uniform(0.22, 0.5),
            width * wide,
            length * rng.uniform(0.62, 0.95),
            out,
        )


def delta(size):
    """Where it reaches the sea: channels fanning through mud and reed."""
    from PIL import Image, ImageDraw

    scale = size[0] / 1200
    rng = np.random.default_rng(64)
    lines = []
    branches(rng, (0.06, -0.06), 0.72, 0.02, 0.3, lines)
    for heading, wide, run in (
        (0.3, 0.01, 0.26),
        (1.15, 0.009, 0.22),
        (0.5, 0.007, 0.3),
        (0.95, 0.008, 0.28),
        (0.12, 0.006, 0.3),
    ):
        branches(rng, (0.07, 0.0), heading, wide, run, lines)
    stencil = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    draw = ImageDraw.Draw(stencil)
    for points in lines:
        for (ax, ay, w), (bx, by, _) in itertools.pairwise(points):
            k = size[0] * 2
            draw.line((ax * k, ay * k, bx * k, by * k), 255, max(1, round(w * k)))
            draw.ellipse(
                (bx * k - w * k / 2, by * k - w * k / 2, bx * k + w * k / 2, by * k + w * k / 2), 255
            )
    channel = np.asarray(stencil.resize(size, Image.LANCZOS)) / 255
    wander = [(noise(size, 14, 4, s) - 0.5) * 26 * scale for s in (1, 2)]
    channel = warp(channel, *wander)
    x, y = grid(size)
    broad, fine = noise(size, 5, 6, 6), noise(size, 70, 4, 7, 0.62)
    reach = np.hypot(x + 0.05, y + 0.05) + 0.13 * (broad - 0.5) + 0.03 * (noise(size, 22, 4, 5) - 0.5)
    sea = step(reach, 0.80, 0.9)
    wet = step(reach, 0.6, 0.84)

    reed = mix(hex_colour("#46573f"), hex_colour("#858259"), 0.6 * fine + 0.9 * (broad - 0.25))
    mud = mix(hex_colour("#a38c6c"), hex_colour("#7a6a58"), fine)
    land = mix(reed, mud, step(wet + 0.7 * (broad - 0.5), 0.35, 0.8))
    edge = gaussian_filter(channel, 5 * scale)
    land = mix(land, hex_colour("#b9a47e"), 0.75 * step(edge, 0.05, 0.4))
    land = land * relief(gaussian_filter(fine, 1.4) * 26, 0.16)[..., None]

    plume = gaussian_filter(
        np.maximum(channel, 0.5 * step(reach, 0.7, 0.85) * step(reach, 1.0, 0.82)), 26 * scale
    )
    swirl = noise(size, 9, 5, 33)
    deep = mix(hex_colour("#1e5563"), hex_colour("#123a4c"), reach - 0.4)
    water = mix(deep, hex_colour("#8fa58c"), 1.5 * plume * (0.55 + swirl) * step(reach, 1.25, 0.7))
    water = mix(water, hex_colour("#c3b894"), 0.5 * step(edge, 0.3, 0.8) * (1 - sea))
    waves = 0.05 * np.sin((x * 0.8 + y * 1.2) * 900 + 14 * swirl) * sea
    water = water * (1 + waves)[..., None]
    picture = mix(mix(land, water, sea), water, step(channel, 0.25, 0.6))
    surf = step(np.abs(reach - 0.855 - 0.01 * (fine - 0.5)), 0.006, 0.0) * 0.5 * step(fine, 0.35, 0.6)
    return mix(picture, hex_colour("#f0ead8"), surf) * 1.05
