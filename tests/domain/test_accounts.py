"""The rules of accounts."""

from datetime import UTC, datetime, timedelta
from random import SystemRandom
from uuid import uuid4

import pytest

from api.domain.accounts import (
    RefreshVerdict,
    fingerprint,
    judge_refresh,
    new_secret,
    require_another_administrator,
)
from api.domain.errors import Conflict, Invalid
from api.domain.permissions import may_give_roles, may_see_accounts
from api.domain.topics import slug_of
from api.domain.vocabulary import Role

NOW = datetime(2026, 9, 9, 12, tzinfo=UTC)
GRACE = timedelta(seconds=10)
LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("used_at", "expires_at", "verdict"),
    [
        (None, LATER, RefreshVerdict.ROTATE),
        (NOW - GRACE, LATER, RefreshVerdict.ROTATE),
        (NOW - GRACE - timedelta(seconds=1), LATER, RefreshVerdict.STOLEN),
        (None, NOW, RefreshVerdict.EXPIRED),
        (NOW - timedelta(days=2), NOW - timedelta(days=1), RefreshVerdict.STOLEN),
    ],
)
def test_a_refresh_token_is_good_once_and_a_moment_longer(used_at, expires_at, verdict):
    assert judge_refresh(used_at, expires_at, NOW, GRACE) is verdict


def test_a_secret_has_256_bits_and_is_stored_as_something_else():
    secret = new_secret(SystemRandom())
    assert len(bytes.fromhex(secret)) == 32
    assert fingerprint(secret) != secret


def test_the_last_administrator_stays():
    last, other = uuid4(), uuid4()
    with pytest.raises(Conflict):
        require_another_administrator([last], last)
    require_another_administrator([last, other], last)
    require_another_administrator([other], last)


def test_organisers_see_accounts_and_administrators_give_roles():
    assert {role for role in Role if may_see_accounts(role)} == {Role.ORGANISER, Role.ADMINISTRATOR}
    assert {role for role in Role if may_give_roles(role)} == {Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("name", "slug"), [("Inkoop & Zorg", "inkoop-zorg"), ("Éénloket", "eenloket"), ("a" * 80, "a" * 60)]
)
def test_a_topic_gets_a_plain_word_in_its_address(name, slug):
    assert slug_of(name) == slug


def test_a_topic_needs_a_letter():
    with pytest.raises(Invalid):
        slug_of("…")
