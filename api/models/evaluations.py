"""Looking back at an event: anonymous answers, and apart from them who has answered.

An answer has no moment and no person. All answers of an event are written anew, in random order, whenever one is added:
neither the order of rows nor the transaction that wrote them leads from a mark to an answer.
"""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Identified


class Evaluation(Identified, Base):
    """What one unnamed person answered; ``shown`` once there are enough to be shown together."""

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint("usefulness BETWEEN 1 AND 5", name="usefulness"),
        CheckConstraint("recommendation BETWEEN 1 AND 5", name="recommendation"),
    )

    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    usefulness: Mapped[int]
    recommendation: Mapped[int]
    different: Mapped[str] = mapped_column(String(1000), default="")
    shown: Mapped[bool] = mapped_column(default=False)


class EvaluationMark(Base):
    """Somebody answered; what, is not here."""

    __tablename__ = "evaluation_mark"

    registration_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
