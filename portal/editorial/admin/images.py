"""Admin of the library of images: a wall of pictures, where each is used, and choices for the editor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.editorial.models import Image
from portal.editorial.models.library import ImageQuerySet
from portal.editorial.uses import Use

ROWS = 48  # of the list: fills two, three, four and six columns
CHOICES = 24  # in the editor, before one asks for more
PICTURE_WIDTH = 480  # CSS pixels, on the page of one image


class LicenceFilter(admin.SimpleListFilter):
    title = _("licence")
    parameter_name = "licence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("missing", _("missing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        return _images(queryset).without_licence() if self.value() == "missing" else queryset


class UseFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("unused", _("used nowhere"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        return _images(queryset).unused() if self.value() == "unused" else queryset


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    list_display = ["thumbnail", "title", "credit", "shown_licence", "size", "address"]
    list_display_links = ["title"]  # stretched over the picture by images.css
    list_filter = [LicenceFilter, UseFilter]
    list_per_page = ROWS
    search_fields = ["title", "credit", "licence"]

    class Media:
        css = {"all": ["css/images.css"]}
        js = ["js/copy.js"]

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> list[Any]:
        if obj is None:
            return ["title", "file", "credit", "licence"]
        return ["picture", "title", "credit", "licence", "size", "address", "where_used"]

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> list[str]:
        # The file never changes: published pages show it.
        return ["picture", "size", "address", "where_used"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Image], search_term: str
    ) -> tuple[QuerySet[Image], bool]:
        return _images(queryset).matching(search_term), False

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        if in_use := [_link(use) for image in objs for use in image.uses()]:
            return [], {}, set(), in_use  # not a question of permissions
        to_delete, count, permissions, protected = super().get_deleted_objects(objs, request)
        return to_delete, dict(count), permissions, protected

    # Columns

    @admin.display(description=_("image"))
    def thumbnail(self, image: Image) -> SafeString:
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', image.thumbnail_url)

    @admin.display(description=_("licence"), ordering="licence")
    def shown_licence(self, image: Image) -> str:
        return image.licence or format_html('<strong class="missing">{}</strong>', _("licence missing"))

    @admin.display(description=_("size"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description=_("address for use in a text"))
    def address(self, image: Image) -> SafeString:
        return format_html(
            '<code class="address" data-copy="{}" data-copied="{}">{}</code>',
            _("Copy"),
            _("Copied"),
            image.url,
        )

    # The page of one image

    @admin.display(description=_("image"))
    def picture(self, image: Image) -> SafeString:
        return format_html(
            '<img class="picture" src="{}" srcset="{}" sizes="{}px" width="{}" height="{}" alt="">',
            image.url, image.srcset, PICTURE_WIDTH, image.width, image.height,
        )  # fmt: skip

    @admin.display(description=_("where used"))
    def where_used(self, image: Image) -> str | SafeString:
        lines = [(use.kind, _link(use), _alternatives(use)) for use in image.uses()]
        if not lines:
            return str(_("Nowhere: it may be deleted."))
        return format_html(
            '<ul class="uses">{}</ul>', format_html_join("", "<li><small>{}</small> {}{}</li>", lines)
        )

    # Choices for the editor

    def get_urls(self) -> list[URLPattern]:
        choices = path("choices/", self.admin_site.admin_view(self.choices), name="editorial_image_choices")
        return [choices, *super().get_urls()]

    @method_decorator(require_safe)
    def choices(self, request: HttpRequest) -> JsonResponse:
        """A page of the images that match `q`, newest first, and the number of the next page or null."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Image.objects.matching(request.GET.get("q", ""))
        page = Paginator(found, CHOICES).get_page(request.GET.get("page"))
        following = page.next_page_number() if page.has_next() else None
        return JsonResponse({"images": [_choice(image) for image in page], "next": following})


def _images(queryset: QuerySet[Image]) -> ImageQuerySet:
    assert isinstance(queryset, ImageQuerySet)  # noqa: S101  (says to the type checker what the manager gives)
    return queryset


def _choice(image: Image) -> dict[str, Any]:
    return {
        "url": image.url,
        "thumbnail": image.thumbnail_url,
        "title": image.title,
        "credit": image.credit,
        "licence": image.licence,
    }


def _link(use: Use) -> SafeString:
    name = (
        format_html('<a class="use" href="{}">{}</a>', use.edit_url, str(use.holder))
        if use.edit_url
        else str(use.holder)
    )
    link = format_html("{} ({})", name, ", ".join(str(place.label) for place in use.places))
    return format_html('{} <a class="use" href="{}">{}</a>', link, use.url, _("read")) if use.url else link


def _alternatives(use: Use) -> SafeString:
    """What the image is said to show there."""
    said: Iterable[str] = filter(None, use.alts)
    return format_html_join("", "<br>“{}”", ((alt,) for alt in said))
