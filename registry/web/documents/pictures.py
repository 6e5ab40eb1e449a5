"""Pictures (图片材料): made anew from their pixels, so that nothing else of the file is kept, such as where it was taken."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from registry.web.documents.words import DAMAGED, MISMATCH, Unwanted

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "BMP"}
MOST_PIXELS = 25_000_000
TOO_LARGE = "图片有{width}×{height}个像素，超过2500万的上限；请缩小后再上传。"
QUALITY = 92
# What is too large we say ourselves, by the size in the head of the file, before a pixel is unpacked.
Image.MAX_IMAGE_PIXELS = None


def made_anew(kind: str, content: bytes) -> bytes:
    """The same picture, upright, without anything about it."""
    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise Unwanted(TOO_LARGE.format(width=width, height=height))
            picture.load()
            return _written(FORMATS[kind], ImageOps.exif_transpose(picture))
    except Unwanted:
        raise
    except Image.UnidentifiedImageError as unknown:
        raise Unwanted(MISMATCH.format(kind=kind)) from unknown
    except (OSError, SyntaxError, ValueError, EOFError) as broken:
        raise Unwanted(DAMAGED) from broken


def _written(kind: str, picture: Image.Image) -> bytes:
    picture.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    made = io.BytesIO()
    picture.save(made, kind, **({"quality": QUALITY, "subsampling": "4:2:0"} if kind == "JPEG" else {}))
    return made.getvalue()
