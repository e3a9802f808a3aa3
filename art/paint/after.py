"""What a scene gets after tracing: rain, spray, beams."""

import numpy as np
from scipy.ndimage import gaussian_filter, rotate

from .rivers import step
from .terrain import fbm


def streaks(shape, rng, density, length, angle):
    """Rain as the film sees it: points drawn out along the fall."""
    side = int(max(shape) * 1.5)
    drops = (rng.random((side, side)) < density) * rng.uniform(0.3, 1, (side, side))
    drawn = gaussian_filter(drops, (length, 0.45)) * length * 2
    turned = rotate(drawn, angle, reshape=False, order=1)
    top, left = (side - shape[0]) // 2, (side - shape[1]) // 2
    return turned[top : top + shape[0], left : left + shape[1]]


def rain(picture, rng, scale, strength=0.16, angle=7):
    """Three depths of rain that take their light from what is behind them."""
    shape = picture.shape[:2]
    ambient = np.stack([gaussian_filter(picture[..., c], 24 * scale) for c in range(3)], -1)
    for density, length in ((0.006, 6), (0.0022, 12), (0.0006, 24)):
        fall = streaks(shape, rng, density, length * scale, angle)[..., None]
        picture = picture + np.clip(fall, 0, 1) * (np.minimum(ambient, 0.5) * 0.9 + 0.05) * strength * 4
    return picture


def storm(picture, rng, scale):
    """Spray where the swell meets the rock, and two beams from the lantern."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(float)
    x, y = x / width, y / height
    torn = fbm((width, width), 14, 6, 5, 0.62)[:height]
    for cx, cy, wide, high, amount in (
        (0.40, 0.93, 0.10, 0.20, 0.9),
        (0.63, 0.94, 0.08, 0.13, 0.7),
        (0.50, 0.97, 0.2, 0.05, 0.6),
    ):
        lean = (cy - y) * 0.25
        burst = np.exp(
            -(((x - cx - lean) / wide) ** 2)
            - np.where(y < cy, ((y - cy) / high) ** 2, ((y - cy) / 0.03) ** 2)
        )
        veil = step(torn * 0.9 + burst * 0.75, 0.78, 1.12) * amount
        picture = picture * (1 - veil[..., None]) + np.array([0.62, 0.63, 0.59]) * veil[..., None]
    lx, ly = 0.5185, 0.135
    for tilt, side in ((-0.045, -1), (0.03, 1)):
        along = (x - lx) * side
        off = np.abs(y - ly - along * tilt) / (0.006 + 0.09 * np.clip(along, 0, 1))
        beam = np.where(along > 0, np.exp(-(off**2)) * np.exp(-along * 3.2), 0) * 0.3
        picture = picture + np.array([1.0, 0.86, 0.6]) * (beam * (0.8 + 0.4 * torn))[..., None]
    return rain(picture, rng, scale, 0.06, 16)


AFTER = {
    "monsoon-street": rain,
    "chess-rain": lambda picture, rng, scale: rain(picture, rng, scale, 0.13, 5),
    "lighthouse": storm,
}
