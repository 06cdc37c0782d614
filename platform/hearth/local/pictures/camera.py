"""What a telephone writes into a photo, and what must never reach the public."""

from random import Random

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

CAMERA = "Hearth Demo Telephone"
OWNER = "Petra Lindqvist, 14 Lantern Lane"


def camera_exif(seed: str) -> Image.Exif:
    """Invent a telephone's metadata: make, owner, time, and a place in Sydney Harbour to the metre."""
    rng = Random(f"camera {seed}")
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Hearth"
    exif[ExifTags.Base.Model] = CAMERA
    exif[ExifTags.Base.Artist] = OWNER
    exif[ExifTags.Base.ImageDescription] = "In the kitchen"
    exif[ExifTags.Base.DateTime] = f"2026:09:{rng.randint(1, 28):02} 08:15:00"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = exif[ExifTags.Base.DateTime]
    details[ExifTags.Base.BodySerialNumber] = f"{rng.randint(10**9, 10**10)}"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "S"
    place[ExifTags.GPS.GPSLatitude] = (
        IFDRational(33),
        IFDRational(51),
        IFDRational(rng.randint(0, 5999), 100),
    )
    place[ExifTags.GPS.GPSLongitudeRef] = "E"
    place[ExifTags.GPS.GPSLongitude] = (
        IFDRational(151),
        IFDRational(13),
        IFDRational(rng.randint(0, 5999), 100),
    )
    return exif
