"""The data block of a page: what its view has to tell machines, at the place where the page stands."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from portal.editorial.linked_data import Describe, Place, as_script

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_data(context: Context) -> SafeString:
    """Nothing where the view left no `linked_data`, a function of the place."""
    describe: Describe | None = context.get("linked_data")
    if describe is None:
        return SafeString("")
    return as_script(
        describe(
            Place(
                origin=context["site_origin"],
                url=context["canonical_url"],
                language=context["LANGUAGE_CODE"],
                site=context["site"],
            )
        )
    )
