"""The API's closed lists of words, as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

JOB_FUNCTIONS: Mapping[str, object] = {
    "innovation_advisor": _l("Innovation advisor"),
    "project_leader": _l("Project leader"),
    "information_specialist": _l("Information specialist"),
    "policy_officer": _l("Policy officer"),
    "manager": _l("Manager"),
    "other": _l("Something else"),
}
ROLES: Mapping[str, object] = {
    "member": _l("Member"),
    "moderator": _l("Moderator"),
    "organiser": _l("Organiser"),
    "administrator": _l("Administrator"),
}
LOCALES: Mapping[str, object] = {"nl": "Nederlands", "en": "English"}
EVENT_KINDS: Mapping[str, object] = {
    "lecture": _l("Lecture"),
    "dialogue": _l("Dialogue"),
    "topic_session": _l("Follow-up session"),
    "meetup": _l("Meet-up"),
}
FLAG_REASONS: Mapping[str, object] = {
    "identifies": _l("Somebody or a municipality can be recognised"),
    "offensive": _l("It is hurtful"),
    "off_topic": _l("It does not belong here"),
    "duplicate": _l("It is there already"),
}
HIDE_REASONS: Mapping[str, object] = {
    "identifies": _l("Somebody or a municipality can be recognised"),
    "offensive": _l("It is hurtful"),
    "off_topic": _l("It does not belong here"),
    "other": _l("Another reason"),
}
