"""Reference data: the Dutch municipalities by CBS code."""

import csv
import uuid
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.domain.vocabulary import OrganisationKind, SizeClass
from api.models.organisations import Organisation

NAMESPACE = uuid.UUID("5d3c1c1e-6f0f-4a53-9a4e-1d5a0c3f8f10")
SIZE_CLASSES = {
    "<20k": SizeClass.SMALL,
    "20k-50k": SizeClass.SMALL,
    "50k-100k": SizeClass.MEDIUM,
    "100k-250k": SizeClass.LARGE,
    ">=250k": SizeClass.LARGE,
}


def municipality_id(cbs_code: str) -> uuid.UUID:
    """Give the id of a municipality, the same in every installation."""
    return uuid.uuid5(NAMESPACE, cbs_code)


def load_municipalities(session: Session) -> None:
    """Add the municipalities that are not there yet, and correct the ones that changed."""
    present = {
        row.cbs_code: row for row in session.scalars(select(Organisation).where(Organisation.cbs_code.is_not(None)))
    }
    with (files("api") / "data" / "municipalities.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            organisation = present.get(row["code"])
            if organisation is None:
                organisation = Organisation(
                    id=municipality_id(row["code"]), cbs_code=row["code"], kind=OrganisationKind.MUNICIPALITY
                )
                session.add(organisation)
            organisation.name = row["name"]
            organisation.province = row["province"]
            organisation.size_class = SIZE_CLASSES[row["size_class"]]
