"""Topics: the subject labels that everything shares."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Identified


class Topic(Identified, Base):
    """A subject label with a name in both languages."""

    __tablename__ = "topic"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_nl: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
