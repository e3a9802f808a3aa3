"""The contributors' portraits: a head and shoulders against a plain light."""

import itertools

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter

from .light import grain, hex_colour, to_screen
from .rivers import mix, noise

SIDE = 400

# Profile looking left, in a unit square: brow, nose, lips, chin, throat.
FACE = [
    (0.40, 0.20),
    (0.355, 0.27),
    (0.342, 0.33),
    (0.346, 0.365),
    (0.325, 0.41),
    (0.303, 0.455),
    (0.312, 0.472),
    (0.338, 0.482),
    (0.33, 0.505),
    (0.338, 0.52),
    (0.334, 0.54),
    (0.352, 0.556),
    (0.346, 0.59),
    (0.362, 0.622),
    (0.41, 0.636),
    (0.462, 0.622),
    (0.472, 0.70),
    (0.44, 0.80),
    (0.47, 0.88),
    (0.62, 0.88),
    (0.645, 0.76),
    (0.655, 0.60),
    (0.675, 0.45),
    (0.66, 0.30),
    (0.60, 0.20),
    (0.50, 0.165),
]
SHOULDERS = [
    (0.46, 0.70),
    (0.40, 0.76),
    (0.25, 0.82),
    (0.12, 0.92),
    (0.08, 1.05),
    (0.98, 1.05),
    (0.94, 0.90),
    (0.82, 0.80),
    (0.66, 0.70),
    (0.58, 0.76),
]

PEOPLE = {
    "mira-okafor": {
        "sky": ("#d9b48c", "#8c5a4a"),
        "skin": "#4a2c20",
        "hair": "#120d0c",
        "coat": "#27344c",
        "cut": "crown",
        "rim": "#ffd9a8",
    },
    "tomas-lindqvist": {
        "sky": ("#c3cfd0", "#5f7c86"),
        "skin": "#b07d5f",
        "hair": "#7a6a58",
        "coat": "#2f3b34",
        "cut": "beard",
        "rim": "#f4efe0",
    },
    "hana-reyes": {
        "sky": ("#e0c9a6", "#a8794f"),
        "skin": "#9a6645",
        "hair": "#1b1413",
        "coat": "#6a2f2c",
        "cut": "bob",
        "rim": "#ffe6c0",
    },
    "sadia-rahman": {
        "sky": ("#b9c2b0", "#4f6a5c"),
        "skin": "#7d5038",
        "hair": "#8f3f3a",
        "coat": "#8f3f3a",
        "cut": "scarf",
        "rim": "#f6e3bd",
    },
    "jonah-adeyemi": {
        "sky": ("#c9c3d2", "#666a8c"),
        "skin": "#3c2419",
        "hair": "#0e0b0b",
        "coat": "#3a3630",
        "cut": "crop",
        "rim": "#ffe2cc",
    },
}

HAIR = {
    "crown": [
        (0.385, 0.235),
        (0.36, 0.17),
        (0.40, 0.08),
        (0.50, 0.03),
        (0.64, 0.035),
        (0.745, 0.10),
        (0.78, 0.21),
        (0.77, 0.33),
        (0.73, 0.43),
        (0.66, 0.48),
        (0.61, 0.43),
        (0.585, 0.36),
        (0.53, 0.30),
        (0.45, 0.245),
    ],
    "beard": [
        (0.375, 0.25),
        (0.38, 0.18),
        (0.45, 0.125),
        (0.56, 0.115),
        (0.655, 0.155),
        (0.705, 0.25),
        (0.70, 0.40),
        (0.665, 0.52),
        (0.63, 0.50),
        (0.60, 0.42),
        (0.565, 0.40),
        (0.56, 0.31),
        (0.50, 0.25),
        (0.43, 0.235),
    ],
    "bob": [
        (0.37, 0.30),
        (0.375, 0.19),
        (0.44, 0.12),
        (0.56, 0.10),
        (0.68, 0.15),
        (0.745, 0.27),
        (0.765, 0.45),
        (0.76, 0.62),
        (0.70, 0.655),
        (0.60, 0.64),
        (0.525, 0.61),
        (0.51, 0.48),
        (0.50, 0.36),
        (0.44, 0.27),
    ],
    "scarf": [
        (0.365, 0.27),
        (0.40, 0.155),
        (0.50, 0.105),
        (0.63, 0.125),
        (0.73, 0.22),
        (0.77, 0.40),
        (0.79, 0.60),
        (0.88, 0.80),
        (0.98, 1.05),
        (0.20, 1.05),
        (0.30, 0.86),
        (0.40, 0.76),
        (0.445, 0.69),
        (0.47, 0.60),
        (0.485, 0.45),
        (0.47, 0.33),
        (0.42, 0.245),
    ],
    "crop": [
        (0.375, 0.235),
        (0.39, 0.165),
        (0.46, 0.12),
        (0.57, 0.115),
        (0.665, 0.16),
        (0.71, 0.27),
        (0.70, 0.40),
        (0.665, 0.50),
        (0.635, 0.46),
        (0.60, 0.41),
        (0.575, 0.33),
        (0.52, 0.27),
        (0.44, 0.24),
    ],
}
BEARD = [
    (0.345, 0.515),
    (0.40, 0.50),
    (0.47, 0.50),
    (0.56, 0.43),
    (0.60, 0.43),
    (0.60, 0.53),
    (0.53, 0.63),
    (0.44, 0.70),
    (0.375, 0.695),
    (0.345, 0.64),
    (0.335, 0.585),
]
EAR = [(0.57, 0.41), (0.60, 0.40), (0.612, 0.44), (0.60, 0.49), (0.575, 0.50), (0.565, 0.46)]


def smooth(points):
    """Rounds a polygon by cutting its corners, three times over."""
    for _ in range(3):
        closed = points + points[:1]
        points = [
            (ax + (bx - ax) * t, ay + (by - ay) * t)
            for (ax, ay), (bx, by) in itertools.pairwise(closed)
            for t in (0.25, 0.75)
        ]
    return points


def mask_of(points):
    stencil = Image.new("L", (SIDE * 2, SIDE * 2), 0)
    ImageDraw.Draw(stencil).polygon([(x * SIDE * 2, y * SIDE * 2) for x, y in smooth(points)], fill=255)
    return np.asarray(stencil.resize((SIDE, SIDE), Image.LANCZOS)) / 255


def lit(mask, colour, rim, depth):
    """Rounds a flat shape: its own colour, darker inside, a rim of light on the left."""
    soft = gaussian_filter(mask, depth)
    edge = np.clip(mask - soft, 0, 1)
    gx = np.gradient(gaussian_filter(mask, depth * 0.5), axis=1) * depth
    shade = 0.62 + 0.5 * gx + 0.45 * edge
    light = np.clip(gx, 0, 1)[..., None] ** 1.2 * 1.5
    return hex_colour(colour) * shade[..., None] + hex_colour(rim) * light * 0.75


def portrait(name):
    """One contributor, as screen values, 400 by 400."""
    person = PEOPLE[name]
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    seed = sum(name.encode())
    cloud = noise((SIDE, SIDE), 3, 5, seed)
    picture = mix(
        hex_colour(person["sky"][0]),
        hex_colour(person["sky"][1]),
        0.75 * np.hypot(x - 0.2, y - 0.3) + 0.5 * (cloud - 0.35),
    )
    texture = 0.8 + 0.4 * noise((SIDE, SIDE), 30, 4, seed + 1, 0.6)

    def lay(points, colour, depth):
        nonlocal picture
        mask = mask_of(points)
        layer = lit(mask, colour, person["rim"], depth) * texture[..., None]
        picture = picture * (1 - mask[..., None]) + layer * mask[..., None]

    lay(FACE, person["skin"], 22)
    lay(SHOULDERS, person["coat"], 26)
    if person["cut"] != "scarf" and person["cut"] != "bob":
        lay(EAR, person["skin"], 6)
    if person["cut"] == "beard":
        lay(BEARD, person["hair"], 14)
    lay(HAIR[person["cut"]], person["hair"], 18)
    return np.clip(grain(to_screen(picture * 1.1), 0.02, seed), 0, 1)


def save_all(folder):
    for name in PEOPLE:
        whole = Image.fromarray((portrait(name) * 255 + 0.5).astype(np.uint8))
        small = whole.resize((200, 200), Image.LANCZOS)
        target = folder / f"avatar-{name}-200"
        small.save(f"{target}.avif", quality=58, speed=4, subsampling="4:2:0")
        small.save(f"{target}.jpg", quality=78, subsampling="4:2:0", progressive=True, optimize=True)
