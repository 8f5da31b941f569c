"""Organisations: the municipalities by CBS code, and partnerships."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from api.domain.vocabulary import OrganisationKind, SizeClass
from api.models.base import Base, Identified, words


class Organisation(Identified, Base):
    """Where members work."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("(kind = 'municipality') = (cbs_code IS NOT NULL)", name="municipality_has_code"),
    )

    kind: Mapped[OrganisationKind] = mapped_column(words(OrganisationKind, "kind"))
    name: Mapped[str] = mapped_column(String(120), unique=True)
    cbs_code: Mapped[str | None] = mapped_column(String(6), unique=True)
    province: Mapped[str | None] = mapped_column(String(40))
    size_class: Mapped[SizeClass | None] = mapped_column(words(SizeClass, "size_class"))
