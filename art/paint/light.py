"""Linear-light pictures: reading POV-Ray's HDR files, and the darkroom."""

import numpy as np
from scipy.ndimage import gaussian_filter

LUMA = np.array([0.2126, 0.7152, 0.0722])


def read_hdr(path):
    """A Radiance picture, run-length coded as POV-Ray writes it."""
    data = path.read_bytes()
    head = data.index(b"\n\n") + 2
    end = data.index(b"\n", head)
    _, height, _, width = data[head:end].split()
    height, width, at = int(height), int(width), end + 1
    out = np.empty((height, 4, width), np.uint8)
    for row in range(height):
        at += 4
        for channel in range(4):
            x = 0
            while x < width:
                count = data[at]
                if count > 128:
                    out[row, channel, x : x + count - 128] = data[at + 1]
                    x += count - 128
                    at += 2
                else:
                    out[row, channel, x : x + count] = np.frombuffer(data, np.uint8, count, at + 1)
                    x += count
                    at += 1 + count
    scale = np.ldexp(1.0, out[:, 3].astype(int) - 136)
    return out[:, :3].transpose(0, 2, 1) * scale[..., None]


def hex_colour(text):
    """#rrggbb to linear light."""
    screen = np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return to_linear(screen)


def to_linear(screen):
    return np.where(screen <= 0.04045, screen / 12.92, ((screen + 0.055) / 1.055) ** 2.4)


def to_screen(linear):
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def blur(picture, radius):
    return np.stack([gaussian_filter(picture[..., c], radius) for c in range(3)], -1)


def bloom(picture, amount, threshold=0.9, radius=14):
    """Light that spills from what is brighter than the film can hold."""
    peak = picture.max(axis=-1, keepdims=True)
    bright = picture * np.clip(1 - threshold / np.maximum(peak, 1e-6), 0, 1)
    bright = bright * np.minimum(1, 30 / np.maximum(peak, 1e-6))
    spill = sum(blur(bright, radius * k) / k**0.5 for k in (0.25, 1, 3.5))
    return picture + amount * spill


def film(picture):
    """A soft shoulder that keeps the hue of a lamp, and pales only its core."""
    peak = picture.max(axis=-1, keepdims=True)
    over = np.clip(peak - 0.55, 0, None)
    held = np.minimum(peak, 0.55) + 0.45 * (1 - np.exp(-over / 0.6))
    mapped = picture * (held / np.maximum(peak, 1e-6))
    pale = 0.75 * (1 - np.exp(-np.clip(peak - 1.2, 0, None) / 4))
    return mapped * (1 - pale) + held * pale


def tone(screen, contrast=0.0, shadows=None, highlights=None, saturation=1.0, lift=0.0):
    """The grade, on screen values: an S-curve, split toning, saturation."""
    grey = (screen @ LUMA)[..., None]
    out = grey + (screen - grey) * saturation
    curve = out * out * (3 - 2 * out)
    out = out + (curve - out) * contrast
    grey = np.clip(grey, 0, 1)
    if shadows is not None:
        out = out + (1 - grey) ** 2 * (np.array(shadows) - 0.5) * 0.35
    if highlights is not None:
        out = out + grey**2 * (np.array(highlights) - 0.5) * 0.35
    return lift + out * (1 - lift)


def grain(screen, amount, seed):
    """Fine grain, strongest in the middle tones."""
    rng = np.random.default_rng(seed)
    noise = gaussian_filter(rng.standard_normal(screen.shape[:2]), 0.55)
    noise /= noise.std()
    grey = np.clip(screen @ LUMA, 0, 1)
    strength = amount * (0.35 + 2.2 * grey * (1 - grey))
    return screen + (noise * strength)[..., None]


def vignette(picture, amount):
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x / width - 0.5) * 1.1, y / height - 0.5)
    return picture * (1 - amount * np.clip(away - 0.25, 0, 1) ** 1.5 * 2)[..., None]
