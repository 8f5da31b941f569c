"""Becoming a member: signing up and confirming the address."""

import pytest
from sqlalchemy import select

from api.domain.vocabulary import JobFunction
from api.models import Member, Organisation
from api.models.reference import municipality_id
from tests import factories
from tests.letters import delivered, token

NEW = {
    "email": "Noor@Example.org",
    "name": "Noor Veldkamp",
    "password": "paard batterij nietje",
    "organisationId": str(municipality_id("GM0034")),
    "jobFunction": "innovation_advisor",
    "locale": "nl",
}
PARTNERSHIP = {name: value for name, value in NEW.items() if name != "organisationId"}


def test_signing_up_and_confirming_makes_a_member_who_is_logged_in(visitor, work, clock):
    answer = visitor.post("/members", NEW)
    assert answer.status_code == 202
    mail = delivered(work, clock())[0]
    assert (mail["template"], mail["to"], mail["locale"]) == ("account_confirm", "noor@example.org", "nl")
    confirmed = visitor.post("/email-confirmations", {"token": mail["context"]["token"]})
    assert confirmed.status_code == 201
    me = visitor.get("/me", headers={"Authorization": f"Bearer {confirmed.json['accessToken']}"}).json
    assert (me["name"], me["organisation"]["name"], me["jobFunction"]) == (
        "Noor Veldkamp",
        "Almere",
        "innovation_advisor",
    )
    assert me["role"] == "member"


def test_sign_up_answers_the_same_for_a_known_address(visitor, work, clock):
    with work() as session:
        factories.member(session, email="noor@example.org")
    known = visitor.post("/members", NEW)
    stranger = visitor.post("/members", NEW | {"email": "stranger@example.org"})
    assert (known.status_code, known.data, list(known.headers)) == (
        stranger.status_code,
        stranger.data,
        list(stranger.headers),
    )
    assert [mail["template"] for mail in delivered(work, clock())] == ["account_exists", "account_confirm"]


def test_sign_up_changes_nothing_about_a_member_who_is_known(visitor, work):
    with work() as session:
        member = factories.member(session, email="noor@example.org", name="The real Noor", password_hash="kept")
    visitor.post("/members", NEW)
    with work() as session:
        found = session.get(Member, member.id)
        assert (found.name, found.password_hash, found.version) == ("The real Noor", "kept", 1)


def test_the_mail_about_a_known_address_logs_its_owner_in(visitor, work, clock):
    with work() as session:
        factories.member(session, email="noor@example.org")
    visitor.post("/members", NEW)
    assert visitor.post("/tokens", {"grantType": "link", "token": token(work, clock())}).status_code == 201


def test_a_second_sign_up_before_confirming_replaces_the_first_and_its_password(visitor, work, clock):
    visitor.post("/members", NEW | {"name": "Somebody else"})
    early = token(work, clock())
    visitor.post("/members", NEW)
    late = token(work, clock())
    assert visitor.post("/email-confirmations", {"token": early}).status_code == 400
    assert visitor.post("/email-confirmations", {"token": late}).status_code == 201
    with work() as session:
        member = session.scalars(select(Member)).one()
        assert (member.name, member.password_hash) == ("Noor Veldkamp", None)


def test_a_partnership_is_made_once_and_public_when_somebody_confirmed(visitor, work, clock):
    for number, name in enumerate(["Dimpact-achtig", "dimpact-ACHTIG"]):
        email = f"p{number}@example.org"
        visitor.post("/members", PARTNERSHIP | {"email": email, "partnershipName": name})
    assert visitor.get("/organisations?kind=partnership").json["items"] == []
    visitor.post("/email-confirmations", {"token": token(work, clock())})
    assert [row["name"] for row in visitor.get("/organisations?kind=partnership").json["items"]] == ["Dimpact-achtig"]


def test_the_name_of_a_municipality_as_partnership_is_that_municipality(visitor, work):
    visitor.post("/members", PARTNERSHIP | {"partnershipName": "almere"})
    with work() as session:
        member = session.scalars(select(Member)).one()
        assert member.organisation.cbs_code == "GM0034"


def test_a_known_address_makes_no_partnership_that_would_betray_it(visitor, work):
    visitor.post("/members", PARTNERSHIP | {"partnershipName": "Proef"})
    assert visitor.get("/organisations?q=Proef").json["items"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "Noor\u202eVeldkamp"}, "name"),
        ({"password": "too short"}, "password"),
        ({"organisationId": "00000000-0000-0000-0000-000000000000"}, "organisationId"),
        ({"partnershipName": "Both"}, "organisationId"),
        ({"jobFunction": "king"}, "jobFunction"),
        ({"locale": "fy"}, "locale"),
        ({"role": "administrator"}, "role"),
    ],
)
def test_a_wrong_sign_up_names_the_field_and_makes_nobody(visitor, work, clock, change, field):
    answer = visitor.post("/members", NEW | change)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, field)
    assert delivered(work, clock()) == []
    with work() as session:
        assert session.scalars(select(Member)).all() == []


def test_a_confirmation_link_works_once_and_seven_days(visitor, work, clock):
    visitor.post("/members", NEW)
    secret = token(work, clock())
    assert visitor.post("/email-confirmations", {"token": secret}).status_code == 201
    again = visitor.post("/email-confirmations", {"token": secret})
    assert (again.status_code, again.json["errors"][0]["field"]) == (400, "token")
    visitor.post("/members", NEW | {"email": "late@example.org"})
    late = token(work, clock())
    clock.forward(days=7)
    assert visitor.post("/email-confirmations", {"token": late}).status_code == 400


def test_a_forged_link_is_refused(visitor):
    assert visitor.post("/email-confirmations", {"token": "f" * 64}).status_code == 400


def test_a_link_of_one_kind_is_no_link_of_another(visitor, work, clock):
    visitor.post("/members", NEW)
    secret = token(work, clock())
    assert visitor.post("/tokens", {"grantType": "link", "token": secret}).status_code == 401
    assert visitor.post("/passwords", {"token": secret, "password": "een heel nieuw woord"}).status_code == 400
    assert visitor.post("/email-confirmations", {"token": secret}).status_code == 201


def test_no_secret_is_stored_where_it_can_be_read(visitor, work, clock):
    visitor.post("/members", NEW)
    secret = token(work, clock())
    with work() as session:
        connection = session.connection()
        for table in Member.metadata.sorted_tables:
            rows = str(connection.execute(select(table)).all())
            assert secret not in rows
            assert NEW["password"] not in rows


def test_who_signs_up_without_a_password_logs_in_by_links(visitor, work, clock):
    visitor.post("/members", {name: value for name, value in NEW.items() if name != "password"})
    visitor.post("/email-confirmations", {"token": token(work, clock())})
    visitor.post("/login-links", {"email": "noor@example.org"})
    assert visitor.post("/tokens", {"grantType": "link", "token": token(work, clock())}).status_code == 201


def test_the_size_of_a_partnership_is_unknown(visitor, work):
    visitor.post("/members", PARTNERSHIP | {"partnershipName": "Regio Zuid"})
    with work() as session:
        partnership = session.scalars(select(Organisation).where(Organisation.name == "Regio Zuid")).one()
        assert (partnership.size_class, partnership.cbs_code) == (None, None)
        assert session.scalars(select(Member)).one().job_function is JobFunction.INNOVATION_ADVISOR


@pytest.mark.parametrize("email", [".a@x.nl", "a..b@x.nl", "a:b@x.nl", "a@x..nl", "ü@x.nl", f"{'x' * 65}@x.nl"])
def test_an_address_that_no_mail_can_reach_is_refused(visitor, email):
    answer = visitor.post("/members", NEW | {"email": email})
    assert (answer.status_code, [each["field"] for each in answer.json["errors"]]) == (400, ["email"])
