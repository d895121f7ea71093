"""Renditions for images that have none yet, as those from before renditions were made at upload."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import Storage
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.editorial.models import Image
from portal.editorial.pictures import whole_picture
from portal.editorial.uses import names_in_texts

OURS = re.compile(r"[0-9a-f]{16}(?:_\w{7})?(?:-[0-9]+)?\.webp")  # what the library calls its files
UNDER_WAY = timedelta(hours=1)  # younger files may belong to an upload that is not stored yet


class Command(BaseCommand):
    help = "Make the renditions of images that are missing. Running it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sweep",
            action="store_true",
            help="also delete files that neither an image nor a text refers to",
        )

    def handle(self, *args: Any, sweep: bool, **options: Any) -> None:
        made = sum(self._make(image) for image in Image.objects.order_by("pk").iterator())
        self.stdout.write(f"{made} renditions made.")
        if sweep:
            storage = Image._meta.get_field("file").storage
            strays = list(_strays(storage))
            for name in strays:
                storage.delete(name)
            self.stdout.write(f"{len(strays)} stray files deleted.")

    def _make(self, image: Image) -> int:
        try:
            return image.make_renditions()
        except (ValidationError, OSError) as error:
            self.stderr.write(f"{image} ({image.name}): {error}")
            return 0


def _strays(storage: Storage) -> Iterator[str]:
    field = Image._meta.get_field("file")
    folder = str(field.upload_to)
    kept = names_in_texts().union(Image.objects.values_list("file", flat=True))
    for file in storage.listdir(folder)[1] if storage.exists(folder) else ():
        name = f"{folder}{file}"
        if (
            OURS.fullmatch(file)
            and whole_picture(name) not in kept
            and _is_old(storage.get_modified_time(name))
        ):
            yield name


def _is_old(changed: datetime) -> bool:
    return changed < timezone.now() - UNDER_WAY
