"""Uploaded pictures, decoded and written anew: nothing of the sender's file but its pixels is kept."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

UPLOAD_MAX_MB = 15
UPLOAD_MAX = UPLOAD_MAX_MB * 1024 * 1024  # bytes
MEGAPIXELS_MAX = 40
PIXELS_MAX = MEGAPIXELS_MAX * 1_000_000  # width x height, as the file announces them
SIDE_MAX = 1600  # pixels, of the longer side of what is kept
QUALITY = 82  # of 100, WebP
RENDITION_WIDTHS = (240, 480, 800, 1200)  # pixels; a picture gets those that are below its own width
SCANS_MAX = 300  # of a JPEG: a usual one has 1 to 10, each can cost 30 ms with 65 bytes
FORMATS = ("JPEG", "PNG", "WEBP")

_REFUSALS = {
    "too_large": _("This image is too heavy: send a file of at most %(megabytes)d MB."),
    "too_many_pixels": _("This image is too big: send one of at most %(megapixels)d million pixels."),
    "format": _("This file is not an image the portal can read: send a JPEG, PNG or WebP file."),
    "broken": _("This image is damaged or incomplete: export it again, or send another file."),
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class ReencodedImage:
    """A WebP file without metadata; `width` and `height` are in pixels."""

    content: bytes
    width: int
    height: int
    extension: str = "webp"

    @property
    def name(self) -> str:
        """A file name that depends on the content alone, so that one picture is stored once."""
        return f"{hashlib.sha256(self.content).hexdigest()[:16]}.{self.extension}"


def reencode(upload: "File[bytes]") -> ReencodedImage:
    """Return the first frame of an upload, upright, in sRGB, its longer side at most SIDE_MAX.

    Raises ValidationError with the code "too_large", "too_many_pixels", "format" or "broken".
    """
    image = _decoded(_opened(_read(upload)))
    turn, profile = _turn(image), image.info.get("icc_profile")
    image = _scalable(image)
    image.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    image = _in_srgb(image, profile)
    if turn is not None:
        image = image.transpose(turn)
    return ReencodedImage(_webp(image), image.width, image.height)


@dataclass(frozen=True, slots=True)
class Renditions:
    """The size of a picture in pixels, and WebP files of it at smaller widths, ascending."""

    width: int
    height: int
    by_width: dict[int, bytes]


def renditions(content: bytes) -> Renditions:
    """Scale what `reencode` has returned to the smaller widths. Raises ValidationError if it is damaged."""
    image = _decoded(_opened(content))
    widths = [width for width in RENDITION_WIDTHS if width < image.width]
    return Renditions(image.width, image.height, {width: _webp(_scaled(image, width)) for width in widths})


def _scaled(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(width * image.height / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _refusal(code: str) -> ValidationError:
    params = {"megabytes": UPLOAD_MAX_MB, "megapixels": MEGAPIXELS_MAX}
    return ValidationError(_REFUSALS[code], code=code, params=params)


def _read(upload: "File[bytes]") -> bytes:
    upload.seek(0)
    data: bytes = upload.read(UPLOAD_MAX + 1)  # the announced size may be missing or wrong
    if len(data) > UPLOAD_MAX:
        raise _refusal("too_large")
    return data


def _opened(data: bytes) -> Image.Image:
    """Return the image with its header read and no pixel decoded."""
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refusal("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise _refusal("format") from error
    except Exception as error:  # the decoders raise whatever the bytes lead them to
        raise _refusal("broken") from error
    if image.width * image.height > PIXELS_MAX:
        raise _refusal("too_many_pixels")
    if image.format in {"JPEG", "MPO"} and data.count(b"\xff\xda") > SCANS_MAX:
        raise _refusal("broken")
    return image


def _decoded(image: Image.Image) -> Image.Image:
    try:
        # Lets a large JPEG be decoded at a half, a quarter or an eighth of its size.
        image.draft(None, (2 * SIDE_MAX, 2 * SIDE_MAX))
        image.load()
    except Exception as error:  # the decoders raise whatever the bytes lead them to
        raise _refusal("broken") from error
    return image


def _turn(image: Image.Image) -> Image.Transpose | None:
    """The turn that sets the picture upright, or None; unreadable EXIF is no reason to refuse a picture."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # the parser of EXIF, too, raises whatever the bytes lead it to
        return None


def _scalable(image: Image.Image) -> Image.Image:
    """Return the image in a mode that can be scaled without losing colours, levels or transparency."""
    if image.mode.startswith("I"):
        image = _with_eight_bits(image)
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _with_eight_bits(image: Image.Image) -> Image.Image:
    # convert() alone would turn every level above 255 of 65,535 into white.
    image = image.point(lambda level: level / 256).convert("L")
    if "transparency" in image.info:
        image.info["transparency"] >>= 8
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image as RGB or RGBA; a profile that is broken or of another colour space is ignored."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        with suppress(ImageCms.PyCMSError):
            srgb = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, BytesIO(profile), srgb, outputMode=mode) or image
    return image.convert(mode)


def _webp(image: Image.Image) -> bytes:
    content = BytesIO()
    image.save(content, "WEBP", quality=QUALITY, method=4, icc_profile=None, exif=b"", xmp=b"")
    return content.getvalue()
