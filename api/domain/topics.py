"""Topics: how a name becomes the word in an address."""

import re
import unicodedata

from api.domain.errors import Invalid


def slug_of(name: str) -> str:
    """Turn a name into at most 60 small letters, digits and hyphens, so that one name is one topic."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")
    if not slug:
        raise Invalid("Use letters or digits.", field="nameNl")
    return slug
