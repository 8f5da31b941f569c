"""The code that a writer writes down: every likely typing error is told, and nothing weakens the secret."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain import claims
from api.domain.errors import Invalid

SECRETS = st.text(claims.SIGNS, min_size=28, max_size=28)


@given(SECRETS)
def test_a_code_that_is_copied_well_gives_its_secret(secret):
    code = claims.write(secret)
    assert claims.read(code) == secret
    assert claims.read(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == secret


@given(SECRETS, st.integers(0, 34), st.sampled_from(claims.SIGNS))
def test_one_wrong_sign_is_noticed_and_its_group_is_named(secret, place, sign):
    signs = claims.write(secret).replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    if wrong == signs:
        assert claims.read(wrong) == secret
        return
    with pytest.raises(Invalid) as refused:
        claims.read(wrong)
    assert refused.value.params["group"] == place // 5 + 1


@given(SECRETS, st.integers(0, 6), st.tuples(st.integers(0, 4), st.integers(0, 4)))
def test_two_signs_of_a_group_that_changed_places_are_noticed(secret, group, places):
    signs = list(claims.write(secret).replace("-", ""))
    one, other = (group * 5 + place for place in places)
    if signs[one] == signs[other]:
        return
    signs[one], signs[other] = signs[other], signs[one]
    with pytest.raises(Invalid):
        claims.read("".join(signs))


@given(SECRETS, st.permutations(range(7)))
def test_groups_in_another_order_are_noticed(secret, order):
    groups = claims.write(secret).split("-")
    if list(order) == sorted(order):
        assert claims.read("-".join(groups)) == secret
        return
    with pytest.raises(Invalid):
        claims.read("-".join(groups[place] for place in order))


@pytest.mark.parametrize("typed", ["", "ABCDE", "U" * 35, "0" * 36, "é" * 35, "0" * 34])
def test_what_cannot_be_a_code_is_told_so(typed):
    with pytest.raises(Invalid, match="seven groups"):
        claims.read(typed)


def test_the_code_carries_at_least_128_bits():
    assert len(claims.SIGNS) ** (claims.GROUPS * claims.IN_GROUP) >= 2**128


@given(SECRETS, SECRETS)
def test_what_is_derived_for_one_purpose_or_secret_is_not_that_of_another(one, other):
    offer = UUID(int=7)
    derived = {claims.kept(one), claims.writer_of(one), claims.introduction_of(one, offer).bytes}
    assert len(derived) == 3
    if one != other:
        assert not derived & {claims.kept(other), claims.writer_of(other), claims.introduction_of(other, offer).bytes}
    assert claims.introduction_of(one, offer) != claims.introduction_of(one, UUID(int=8))
