"""What becomes of an uploaded picture: portal.editorial.images."""

import struct
import warnings
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms

from portal.editorial.images import PIXELS_MAX, SCANS_MAX, SIDE_MAX, UPLOAD_MAX, ReencodedImage, reencode
from tests.yardstick import at_most

RED, GREEN, BLUE = (220, 20, 20), (20, 200, 20), (20, 20, 220)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
# A made-up profile in which red is called green and green is called red.
SWAPPED = SRGB.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 30), colour: Any = RED) -> Image.Image:
    return Image.new("RGB", size, colour).convert(mode)


def file_of(image: Image.Image, kind: str, **options: Any) -> bytes:
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def sent(data: bytes, name: str = "photo.jpg") -> ReencodedImage:
    return reencode(SimpleUploadedFile(name, data, "image/jpeg"))


def shown(result: ReencodedImage) -> Image.Image:
    return Image.open(BytesIO(result.content), formats=["WEBP"])


def refusal_of(data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        sent(data)
    return str(caught.value.code)


def looks_like(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    pixel = image.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(level - wanted) <= 12 for level, wanted in zip(pixel, colour, strict=True))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, data: bytes, *, depth: int = 8, colours: int = 2, extra: bytes = b""
) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(data, 9))
    return b"\x89PNG\r\n\x1a\n" + header + extra + body + chunk(b"IEND", b"")


def located_jpeg() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 51.0, 24.0)
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    xmp = b"<x:xmpmeta>SecretXmp</x:xmpmeta>"
    return file_of(picture(), "JPEG", exif=exif, icc_profile=SRGB, comment=b"SecretComment", xmp=xmp)


def test_the_place_and_everything_else_written_in_a_photograph_is_removed() -> None:
    data = located_jpeg()
    assert Image.open(BytesIO(data)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    result = sent(data)
    assert not shown(result).getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown(result).info)
    assert b"Secret" in data
    assert all(word not in result.content for word in (b"Secret", b"EXIF", b"XMP ", b"ICCP"))


def test_texts_inside_a_png_are_removed() -> None:
    extra = chunk(b"tEXt", b"Author\0Secret") + chunk(b"eXIf", Image.Exif().tobytes())
    assert b"Secret" not in sent(png(1, 1, b"\0\1\2\3", extra=extra)).content


CORNERS = {1: (4, 4), 2: (60, 4), 3: (60, 28), 4: (4, 28), 5: (4, 4), 6: (28, 4), 7: (28, 60), 8: (4, 60)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("orientation", "corner"), CORNERS.items())
def test_a_sideways_photograph_stands_upright(kind: str, orientation: int, corner: tuple[int, int]) -> None:
    image = picture(size=(64, 32), colour=BLUE)
    image.paste(GREEN, (0, 0, 16, 16))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    result = sent(file_of(image, kind, exif=exif))
    assert (result.width, result.height) == shown(result).size == ((64, 32) if orientation < 5 else (32, 64))
    assert looks_like(shown(result), corner, GREEN)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_unreadable_exif_does_not_spoil_a_photograph() -> None:
    assert sent(file_of(picture(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")).width == 40
    no_hexadecimals = chunk(b"tEXt", b"Raw profile type exif\0\nexif\n4\nzz")
    assert sent(png(1, 1, b"\0\1\2\3", extra=no_hexadecimals)).width == 1


@pytest.mark.parametrize(
    ("size", "stored"),
    [
        ((SIDE_MAX, 10), (SIDE_MAX, 10)),
        ((2 * SIDE_MAX, SIDE_MAX), (SIDE_MAX, SIDE_MAX // 2)),
        ((SIDE_MAX + 1, SIDE_MAX + 1), (SIDE_MAX, SIDE_MAX)),
        ((20, 10 * SIDE_MAX), (2, SIDE_MAX)),
        ((4 * SIDE_MAX, 1), (SIDE_MAX, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_scaled_down_and_never_up(
    kind: str, size: tuple[int, int], stored: tuple[int, int]
) -> None:
    result = sent(file_of(picture(size=size), kind))
    assert (result.width, result.height) == shown(result).size == stored


def test_a_file_of_fifty_thousand_by_fifty_thousand_pixels_is_refused_undecoded() -> None:
    with at_most(0.5):  # decoded, it would fill 7 GB
        assert refusal_of(png(50_000, 50_000, bytes(1_000_000))) == "too_many_pixels"


def test_forty_million_pixels_are_the_most_that_is_decoded() -> None:
    assert refusal_of(png(PIXELS_MAX + 1, 1, b"")) == "too_many_pixels"
    assert refusal_of(png(PIXELS_MAX, 1, b"")) == "broken"


@pytest.mark.parametrize("action", ["ignore", "error"])
def test_a_size_that_pillow_merely_warns_of_is_refused(action: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter(action, Image.DecompressionBombWarning)
        assert refusal_of(png(10_000, 10_000, b"")) == "too_many_pixels"


def test_a_webp_that_announces_a_huge_canvas_is_refused() -> None:
    canvas = bytes(4) + struct.pack("<I", 65_000)[:3] * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas
    assert refusal_of(b"RIFF" + struct.pack("<I", len(body)) + body) == "too_many_pixels"


def test_a_photograph_of_endless_scans_is_refused() -> None:
    data = file_of(picture(), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    assert sent(data[:-2] + scan * 20 + data[-2:]).width == 40
    assert refusal_of(data[:-2] + scan * SCANS_MAX + data[-2:]) == "broken"


@pytest.mark.parametrize("excess", [0, 1])
def test_fifteen_megabytes_are_the_most_that_is_accepted(excess: int) -> None:
    data = file_of(picture(), "JPEG")
    data += bytes(UPLOAD_MAX + excess - len(data))
    assert not excess or refusal_of(data) == "too_large"
    assert excess or len(sent(data).content) < 10_000


def test_a_hundred_megabytes_are_refused_unread() -> None:
    upload = ContentFile(bytes(100 * 1024 * 1024))
    with pytest.raises(ValidationError) as caught:
        reencode(upload)
    assert caught.value.code == "too_large"
    assert upload.tell() == UPLOAD_MAX + 1


NOT_IMAGES = {
    "SVG with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "GIF": file_of(picture("P"), "GIF"),
    "TIFF": file_of(picture(), "TIFF"),
    "BMP": file_of(picture(), "BMP"),
    "page": b"<!doctype html><script>alert(1)</script>",
    "GIF that begins like a script": b"GIF89a/*" + bytes(100) + b"*/=1;alert(1)",
    "nothing": b"",
    "first bytes of a JPEG": b"\xff\xd8\xff",
}


@pytest.mark.parametrize("data", NOT_IMAGES.values(), ids=NOT_IMAGES.keys())
@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_other_formats_are_refused_whatever_they_are_called(name: str, data: bytes) -> None:
    with pytest.raises(ValidationError) as caught:
        sent(data, name)
    assert caught.value.code == "format"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "payload", [b"<html><script>alert(1)</script>", b"PK\x03\x04evil.zip<?php system();"]
)
def test_what_is_hidden_behind_a_picture_does_not_survive(kind: str, payload: bytes) -> None:
    result = sent(file_of(picture(), kind) + payload, "../../evil.php")
    assert result.content.startswith(b"RIFF")
    assert not [word for word in (b"script", b"evil", b"php", b"PK\x03\x04") if word in result.content]
    assert result.name.endswith(".webp")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(kind: str) -> None:
    data = file_of(Image.effect_noise((200, 200), 60).convert("RGB"), kind)
    assert refusal_of(data[: len(data) // 2]) == "broken"


def test_a_damaged_picture_is_refused() -> None:
    data = file_of(picture(), "PNG")
    at = data.index(b"IDAT") + 8
    assert refusal_of(data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :]) == "broken"


def test_a_png_of_sixteen_bit_greys_keeps_its_levels() -> None:
    greys = struct.pack(">4H", 0, 0x4000, 0x8000, 0xFFFF)
    result = shown(sent(png(4, 4, (b"\0" + greys) * 4, depth=16, colours=0)))
    assert all(looks_like(result, (x, 1), (grey,) * 3) for x, grey in enumerate((0, 64, 128, 255)))


def test_a_png_of_sixteen_bit_colours_is_accepted() -> None:
    row = b"\0" + struct.pack(">3H", *(level << 8 for level in BLUE)) * 4
    assert looks_like(shown(sent(png(4, 4, row * 4, depth=16))), (1, 1), BLUE)


@pytest.mark.parametrize("key", [0, 0x8000])
def test_a_transparent_sixteen_bit_grey_stays_transparent(key: int) -> None:
    data = png(4, 4, (b"\0" + struct.pack(">4H", key, key, 0xFFFF, 0xFFFF)) * 4, depth=16, colours=0)
    at = data.index(b"IDAT") - 4
    result = shown(sent(data[:at] + chunk(b"tRNS", struct.pack(">H", key)) + data[at:]))
    assert [result.getchannel("A").getpixel((x, 0)) for x in (0, 3)] == [0, 255]


def test_transparency_of_a_palette_is_kept() -> None:
    image = Image.new("P", (32, 32), 0)
    image.putpalette([*BLUE, *GREEN])
    image.paste(1, (16, 0, 32, 32))
    result = shown(sent(file_of(image, "PNG", transparency=0)))
    assert result.mode == "RGBA"
    assert [result.getchannel("A").getpixel((x, 16)) for x in (4, 28)] == [0, 255]
    assert looks_like(result, (28, 16), GREEN)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_a_half_transparent_picture_stays_so_when_scaled(mode: str) -> None:
    image = picture(mode, (SIDE_MAX + 400, 20))
    image.putalpha(128)
    result = shown(sent(file_of(image, "PNG", icc_profile=SRGB)))
    assert result.getchannel("A").getextrema() == (128, 128)


@pytest.mark.parametrize("mode", ["L", "1"])
def test_a_picture_in_black_and_white_is_accepted(mode: str) -> None:
    data = file_of(picture(mode, colour="white"), "PNG")
    assert looks_like(shown(sent(data)), (5, 5), (255, 255, 255))


@pytest.mark.parametrize("profile", [None, SRGB, b"nonsense"])
def test_a_photograph_prepared_for_print_shows_its_colours(profile: bytes | None) -> None:
    data = file_of(picture("CMYK"), "JPEG", quality=95, icc_profile=profile)
    assert looks_like(shown(sent(data)), (20, 15), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colours_of_another_profile_are_converted(kind: str) -> None:
    assert looks_like(shown(sent(file_of(picture(), kind, icc_profile=SWAPPED))), (20, 15), (20, 220, 20))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "MPO"])
def test_of_an_animation_the_first_picture_is_kept(kind: str) -> None:
    frames = [picture(colour=GREEN), picture(colour=BLUE)]
    result = shown(sent(file_of(picture(), kind, save_all=True, append_images=frames)))
    assert getattr(result, "n_frames", 1) == 1
    assert looks_like(result, (20, 15), RED)


def test_the_same_picture_gets_the_same_name() -> None:
    first, second = sent(located_jpeg(), "a.jpg"), sent(located_jpeg(), "b.png")
    assert first == second
    assert first.name == second.name != sent(file_of(picture(colour=GREEN), "JPEG")).name
    assert len(first.name) == len("0123456789abcdef.webp")


def test_a_file_read_before_is_read_from_its_beginning() -> None:
    upload = SimpleUploadedFile("photo.jpg", located_jpeg())
    upload.read()
    assert reencode(upload) == sent(located_jpeg())
