"""Cuts the stories' main pictures to the shapes that search engines and link previews ask for."""

import json

from PIL import Image

# Wide, standard and square, as large as a picture of 1200 by 800 holds them:
# the three shapes that Google asks of an article's structured data.
SIZES = ((1200, 675), (1066, 800), (800, 800))


def box_of(picture, size, focal_point):
    """The largest box of a shape within a picture, the focal point as near its middle as the edges allow."""
    scale = min(picture[0] / size[0], picture[1] / size[1])
    box = [round(side * scale) for side in size]
    free = [whole - side for whole, side in zip(picture, box)]
    left, top = (
        min(max(round(whole * share - side / 2), 0), rest)
        for whole, share, side, rest in zip(picture, focal_point, box, free)
    )
    return (left, top, left + box[0], top + box[1])


def main_photos(edition):
    """Every story's main photo of the edition's own, once, in the stories' order."""
    photos = {}
    for path in sorted((edition / "articles").glob("*.json")):
        photo = json.loads(path.read_text(encoding="utf-8")).get("main_photo") or {}
        if photo.get("src", "").startswith("photos/"):
            photos.setdefault(photo["src"], photo)
    return photos.values()


def save_all(edition):
    """Writes `photos/{id}-{width}x{height}.jpg` for every main photo, progressive and without metadata."""
    for photo in main_photos(edition):
        source = edition / photo["src"]
        focal_point = photo.get("focal_point") or {"x": 0.5, "y": 0.5}
        share = (focal_point["x"], focal_point["y"])
        whole = Image.open(source).convert("RGB")
        stem = source.stem.rsplit("-", 1)[0]
        for size in SIZES:
            cut = whole.crop(box_of(whole.size, size, share))
            if cut.size != size:
                cut = cut.resize(size, Image.LANCZOS)
            target = source.with_name(f"{stem}-{size[0]}x{size[1]}.jpg")
            cut.save(target, quality=72, subsampling="4:2:0", progressive=True, optimize=True)
        print(stem, "crops", flush=True)
