"""What has served its purpose goes."""

from datetime import timedelta

from sqlalchemy import select

from api.db import Database
from api.models import Member
from api.services.housekeeping import tidy
from tests import factories


def test_a_sign_up_that_nobody_confirms_is_forgotten_after_thirty_days(database_url):
    database = Database(database_url)
    now = factories.START + timedelta(days=30, seconds=1)
    with database.unit_of_work() as session:
        factories.member(session, name="Never", confirmed_at=None, created_at=factories.START)
        factories.member(session, name="Lately", confirmed_at=None, created_at=factories.START + timedelta(days=1))
        factories.member(session, name="Member", created_at=factories.START)
        tidy(session, now)
        assert sorted(session.scalars(select(Member.name))) == ["Lately", "Member"]
    database.dispose()
