"""Height fields: noise made in numpy, written as 16-bit PNG for the scenes."""

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter, zoom


def value_noise(shape, cells, rng):
    """Smooth noise in 0..1 with about `cells` bumps across."""
    grid = rng.random((cells + 3, cells + 3))
    big = zoom(grid, (shape[0] / cells, shape[1] / cells), order=3)
    top = (big.shape[0] - shape[0]) // 2
    left = (big.shape[1] - shape[1]) // 2
    return np.clip(big[top : top + shape[0], left : left + shape[1]], 0, 1)


def fbm(shape, cells, octaves, seed, gain=0.5):
    """Fractal noise: each octave twice as fine and `gain` as strong."""
    rng = np.random.default_rng(seed)
    total, weight, out = 0.0, 1.0, np.zeros(shape)
    for _ in range(octaves):
        out += weight * value_noise(shape, cells, rng)
        total += weight
        weight *= gain
        cells *= 2
        if cells > min(shape):
            break
    return out / total


def ridged(shape, cells, octaves, seed, gain=0.5):
    """Noise folded at its middle: crests and valleys, as on mountains."""
    rng = np.random.default_rng(seed)
    total, weight, out, carry = 0.0, 1.0, np.zeros(shape), 1.0
    for _ in range(octaves):
        layer = 1 - np.abs(2 * value_noise(shape, cells, rng) - 1)
        layer = layer * layer * carry
        carry = np.clip(layer * 1.6, 0, 1)
        out += weight * layer
        total += weight
        weight *= gain
        cells *= 2
        if cells > min(shape):
            break
    return out / total


def save(height, path):
    span = height.max() - height.min()
    scaled = (height - height.min()) / (span if span else 1)
    Image.fromarray((scaled * 65535).astype(np.uint16)).save(path)


def axes(size):
    """x from -1 to 1 across, z from 0 (near) to 1 (far) up the picture."""
    x = np.linspace(-1, 1, size)[None, :].repeat(size, 0)
    z = np.linspace(1, 0, size)[:, None].repeat(size, 1)
    return x, z


def range_of_peaks(size, seed):
    _x, z = axes(size)
    lift = np.clip(z * 1.6, 0, 1) ** 1.3
    crest = ridged((size, size), 5, 8, seed, 0.48)
    return lift * (0.25 + crest) * (0.75 + 0.25 * fbm((size, size), 3, 2, seed + 1))


def gorge(size, seed):
    """Two walls with a winding floor between them."""
    x, z = axes(size)
    bend = 0.12 * np.sin(z * 7 + 0.6) + 0.05 * np.sin(z * 17)
    away = np.abs(x - bend)
    wall = 1 / (1 + np.exp(-(away - 0.3) * 22))
    rock = ridged((size, size), 6, 8, seed, 0.55)
    ledges = np.round((wall + 0.2 * rock) * 9) / 9
    return 0.55 * wall + 0.25 * ledges + 0.34 * rock * (0.25 + wall) + 0.25 * wall * z


def hills(size, seed):
    return gaussian_filter(fbm((size, size), 5, 8, seed, 0.46), 1) ** 1.6


def valley(size, seed):
    """A bowl that water has been let out of: steep sides, flat floor."""
    x, z = axes(size)
    bowl = np.clip(np.hypot(x * 0.9, (z - 0.42) * 1.5) - 0.18, 0, 1)
    return bowl**1.2 + 0.5 * fbm((size, size), 4, 8, seed) * (0.25 + bowl)


def rock(size, seed):
    """A skerry in the middle of nothing."""
    x, z = axes(size)
    mound = np.clip(1 - np.hypot(x, 2 * z - 1), 0, 1) ** 0.8
    crags = ridged((size, size), 5, 8, seed, 0.6)
    return mound * (0.55 + 0.8 * crags)


def swell(size, seed):
    """Long waves crossed by short ones, with sharp crests."""
    x, z = axes(size)
    warp = fbm((size, size), 6, 4, seed) * 5
    long = 1 - np.abs(np.sin(z * 26 + x * 4 + warp))
    cross = 1 - np.abs(np.sin(z * 47 - x * 17 + warp * 2.3))
    small = fbm((size, size), 24, 6, seed + 5, 0.6)
    return 0.6 * long**1.3 + 0.2 * cross + 0.45 * small


FIELDS = {
    "peaks": (range_of_peaks, 1024, 11),
    "gorge": (gorge, 1024, 5),
    "hills": (hills, 1024, 21),
    "valley": (valley, 1024, 8),
    "rock": (rock, 1024, 3),
    "swell": (swell, 1024, 9),
}


def make_all(folder):
    for name, (make, size, seed) in FIELDS.items():
        path = folder / f"{name}.png"
        if not path.exists():
            save(make(size, seed), path)
