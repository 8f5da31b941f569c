"""Make the whole community.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def words(name: str, *allowed: str) -> sa.Enum:
    """Give the type of a closed list of words: text with a CHECK."""
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("run_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("parked_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index(op.f("ix_job_done_at_parked_at_run_at"), "job", ["done_at", "parked_at", "run_at"])

    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", words("kind", "municipality", "partnership"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("cbs_code", sa.String(length=6), nullable=True),
        sa.Column("province", sa.String(length=40), nullable=True),
        sa.Column("size_class", words("size_class", "small", "medium", "large"), nullable=True),
        sa.CheckConstraint(
            "(kind = 'municipality') = (cbs_code IS NOT NULL)", name=op.f("ck_organisation_municipality_has_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("cbs_code", name=op.f("uq_organisation_cbs_code")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )

    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("title", name=op.f("uq_programme_title")),
    )

    op.create_table(
        "topic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name_nl", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("slug", name=op.f("uq_topic_slug")),
    )

    op.create_table(
        "member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "job_function",
            words(
                "job_function",
                "innovation_advisor",
                "project_leader",
                "information_specialist",
                "policy_officer",
                "manager",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("role", words("role", "member", "moderator", "organiser", "administrator"), nullable=False),
        sa.Column("locale", words("locale", "nl", "en"), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_member_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("email", name=op.f("uq_member_email")),
    )
    op.create_index(op.f("ix_member_name_id"), "member", ["name", "id"])
    op.create_index(op.f("ix_member_organisation_id"), "member", ["organisation_id"])

    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("kind", words("kind", "lecture", "dialogue", "topic_session", "meetup"), nullable=False),
        sa.Column("status", words("status", "draft", "published", "cancelled"), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=400), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("confirmed_count", sa.Integer(), nullable=False),
        sa.Column("online_url", sa.String(length=500), nullable=True),
        sa.Column("location", sa.String(length=200), nullable=True),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("link_days_before", sa.Integer(), nullable=False),
        sa.Column("reminder_hours_before", sa.Integer(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("results_sent_at", INSTANT, nullable=True),
        sa.Column("cancel_reason", sa.String(length=400), nullable=True),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_event_capacity_positive")),
        sa.CheckConstraint(
            "confirmed_count >= 0 AND (capacity IS NULL OR confirmed_count <= capacity)", name=op.f("ck_event_seats")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["member.id"], name=op.f("fk_event_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_event_programme_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_created_by_id"), "event", ["created_by_id"])
    op.create_index(op.f("ix_event_programme_id"), "event", ["programme_id"])
    op.create_index(op.f("ix_event_status_starts_at_id"), "event", ["status", "starts_at", "id"])

    op.create_table(
        "idempotency_key",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("etag", sa.String(length=80), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_idempotency_key_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"])

    op.create_table(
        "lesson",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("works", sa.Text(), nullable=False),
        sa.Column("avoid", sa.Text(), nullable=False),
        sa.Column("tip", sa.String(length=400), nullable=False),
        sa.Column("recognised_count", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("edited_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_lesson_author_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    op.create_index(op.f("ix_lesson_author_id"), "lesson", ["author_id"])
    op.create_index(op.f("ix_lesson_created_at_id"), "lesson", ["created_at", "id"])

    op.create_table(
        "mail_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", words("purpose", "confirm", "login", "reset"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_mail_token_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mail_token_token_hash")),
    )
    op.create_index(op.f("ix_mail_token_member_id"), "mail_token", ["member_id"])

    op.create_table(
        "member_topic",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_topic_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_member_topic_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member_id", "topic_id", name=op.f("pk_member_topic")),
    )
    op.create_index(op.f("ix_member_topic_topic_id"), "member_topic", ["topic_id"])

    op.create_table(
        "refresh_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("family", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_refresh_token_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_refresh_token_token_hash")),
    )
    op.create_index(op.f("ix_refresh_token_member_id_family"), "refresh_token", ["member_id", "family"])

    op.create_table(
        "thread",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("topic_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_post_at", INSTANT, nullable=False),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_thread_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_thread_topic_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_index(op.f("ix_thread_author_id"), "thread", ["author_id"])
    op.create_index(op.f("ix_thread_last_post_at_id"), "thread", ["last_post_at", "id"])
    op.create_index(op.f("ix_thread_topic_id_last_post_at_id"), "thread", ["topic_id", "last_post_at", "id"])

    op.create_table(
        "dialogue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("state", words("state", "planned", "live", "closed"), nullable=False),
        sa.Column("advance", words("advance", "clock", "hand"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("in_tail", sa.Boolean(), nullable=False),
        sa.Column("stage_started_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_dialogue_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue")),
        sa.UniqueConstraint("event_id", name=op.f("uq_dialogue_event_id")),
    )

    op.create_table(
        "event_topic",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_topic_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_event_topic_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "topic_id", name=op.f("pk_event_topic")),
    )
    op.create_index(op.f("ix_event_topic_topic_id"), "event_topic", ["topic_id"])

    op.create_table(
        "facilitator",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("biography", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_facilitator_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilitator")),
        sa.UniqueConstraint("event_id", "position", name=op.f("uq_facilitator_event_id_position")),
    )

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("inviter_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_invitation_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["inviter_id"], ["member.id"], name=op.f("fk_invitation_inviter_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("event_id", "email", name=op.f("uq_invitation_event_id_email")),
    )
    op.create_index(op.f("ix_invitation_inviter_id"), "invitation", ["inviter_id"])

    op.create_table(
        "lesson_recognition",
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_recognition_lesson_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_lesson_recognition_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lesson_id", "member_id", name=op.f("pk_lesson_recognition")),
    )
    op.create_index(op.f("ix_lesson_recognition_member_id"), "lesson_recognition", ["member_id"])

    op.create_table(
        "lesson_topic",
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_topic_lesson_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_lesson_topic_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("lesson_id", "topic_id", name=op.f("pk_lesson_topic")),
    )
    op.create_index(op.f("ix_lesson_topic_topic_id"), "lesson_topic", ["topic_id"])

    op.create_table(
        "post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("recognised_count", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("edited_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_post_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_post_thread_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_author_id"), "post", ["author_id"])
    op.create_index(op.f("ix_post_thread_id_created_at_id"), "post", ["thread_id", "created_at", "id"])

    op.create_table(
        "registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("status", words("status", "confirmed", "waiting", "cancelled"), nullable=False),
        sa.Column("queued_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_registration_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_registration_event_id_member_id")),
    )
    op.create_index(
        op.f("ix_registration_event_id_status_queued_at_id"), "registration", ["event_id", "status", "queued_at", "id"]
    )
    op.create_index(op.f("ix_registration_member_id_created_at_id"), "registration", ["member_id", "created_at", "id"])

    op.create_table(
        "registration_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", words("kind", "text", "choice", "yes_no"), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_question_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_question")),
        sa.UniqueConstraint("event_id", "position", name=op.f("uq_registration_question_event_id_position")),
    )

    op.create_table(
        "dialogue_key",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_dialogue_key_dialogue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dialogue_id", name=op.f("pk_dialogue_key")),
    )

    op.create_table(
        "participant",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("size_class", words("size_class", "small", "medium", "large"), nullable=True),
        sa.Column(
            "job_function",
            words(
                "job_function",
                "innovation_advisor",
                "project_leader",
                "information_specialist",
                "policy_officer",
                "manager",
                "other",
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_participant_dialogue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "id", name=op.f("pk_participant")),
    )

    op.create_table(
        "phase",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", words("kind", "lobby", "question", "closing"), nullable=False),
        sa.Column("prompt", sa.String(length=280), nullable=False),
        sa.Column("explanation", sa.String(length=600), nullable=False),
        sa.Column("min_seconds", sa.Integer(), nullable=False),
        sa.Column("max_seconds", sa.Integer(), nullable=False),
        sa.Column("tail_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("tail_seconds >= 0 AND (kind = 'question' OR tail_seconds = 0)", name=op.f("ck_phase_tail")),
        sa.CheckConstraint(
            "min_seconds >= 0 AND max_seconds > 0 AND max_seconds >= min_seconds", name=op.f("ck_phase_window")
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_phase_dialogue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "id", name=op.f("pk_phase")),
        sa.UniqueConstraint("dialogue_id", "position", name=op.f("uq_phase_dialogue_id_position")),
    )

    op.create_table(
        "post_recognition",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_post_recognition_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_recognition_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "member_id", name=op.f("pk_post_recognition")),
    )
    op.create_index(op.f("ix_post_recognition_member_id"), "post_recognition", ["member_id"])

    op.create_table(
        "registration_answer",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["registration_question.id"],
            name=op.f("fk_registration_answer_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_answer_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", "question_id", name=op.f("pk_registration_answer")),
    )
    op.create_index(op.f("ix_registration_answer_question_id"), "registration_answer", ["question_id"])

    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_report_dialogue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("dialogue_id", "number", name=op.f("uq_report_dialogue_id_number")),
    )

    op.create_table(
        "statement",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("reacts_to_id", sa.Uuid(), nullable=True),
        sa.Column("kind", words("kind", "answer", "reaction", "theme"), nullable=False),
        sa.Column("text", sa.String(length=280), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("client_key", sa.String(length=80), nullable=True),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("assigned", sa.Integer(), nullable=False),
        sa.Column("not_at_all", sa.Integer(), nullable=False),
        sa.Column("a_little", sa.Integer(), nullable=False),
        sa.Column("largely", sa.Integer(), nullable=False),
        sa.Column("fully", sa.Integer(), nullable=False),
        sa.Column("does_not_occur", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'reaction') = (reacts_to_id IS NOT NULL)", name=op.f("ck_statement_reaction_has_target")
        ),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 280", name=op.f("ck_statement_text_length")),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "author_id"],
            ["participant.dialogue_id", "participant.id"],
            name=op.f("fk_statement_dialogue_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "phase_id"],
            ["phase.dialogue_id", "phase.id"],
            name=op.f("fk_statement_dialogue_id_phase_id"),
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "reacts_to_id"],
            ["statement.dialogue_id", "statement.id"],
            name=op.f("fk_statement_dialogue_id_reacts_to_id"),
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_statement_dialogue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "id", name=op.f("pk_statement")),
        sa.UniqueConstraint(
            "dialogue_id", "author_id", "client_key", name=op.f("uq_statement_dialogue_id_author_id_client_key")
        ),
    )
    op.create_index(op.f("ix_statement_dialogue_id_number_id"), "statement", ["dialogue_id", "number", "id"])
    op.create_index(
        op.f("ix_statement_dialogue_id_phase_id_assigned"), "statement", ["dialogue_id", "phase_id", "assigned"]
    )
    op.create_index(op.f("ix_statement_dialogue_id_reacts_to_id"), "statement", ["dialogue_id", "reacts_to_id"])

    op.create_table(
        "rating",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "recognition",
            words("recognition", "not_at_all", "a_little", "largely", "fully", "does_not_occur"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "participant_id"],
            ["participant.dialogue_id", "participant.id"],
            name=op.f("fk_rating_dialogue_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "statement_id"],
            ["statement.dialogue_id", "statement.id"],
            name=op.f("fk_rating_dialogue_id_statement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_rating_dialogue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "participant_id", "statement_id", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_dialogue_id_statement_id"), "rating", ["dialogue_id", "statement_id"])

    op.create_table(
        "topic_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("status", words("status", "proposed", "scheduled", "declined"), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("source_kind", words("source_kind", "statement", "thread", "lesson"), nullable=False),
        sa.Column("source_dialogue_id", sa.Uuid(), nullable=True),
        sa.Column("source_statement_id", sa.Uuid(), nullable=True),
        sa.Column("source_thread_id", sa.Uuid(), nullable=True),
        sa.Column("source_lesson_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("interest_count", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(source_kind = 'statement') = (source_statement_id IS NOT NULL AND source_dialogue_id IS NOT NULL) AND (source_kind = 'thread' OR source_thread_id IS NULL) AND (source_kind = 'lesson' OR source_lesson_id IS NULL)",
            name=op.f("ck_topic_session_has_source"),
        ),
        sa.CheckConstraint(
            "(status = 'scheduled') = (event_id IS NOT NULL)", name=op.f("ck_topic_session_scheduled_has_event")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_topic_session_event_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["member.id"], name=op.f("fk_topic_session_proposed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_dialogue_id", "source_statement_id"],
            ["statement.dialogue_id", "statement.id"],
            name=op.f("fk_topic_session_source_dialogue_id_source_statement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["source_lesson_id"], ["lesson.id"], name=op.f("fk_topic_session_source_lesson_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_thread_id"], ["thread.id"], name=op.f("fk_topic_session_source_thread_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_session")),
        sa.UniqueConstraint("event_id", name=op.f("uq_topic_session_event_id")),
    )
    op.create_index(op.f("ix_topic_session_created_at_id"), "topic_session", ["created_at", "id"])
    op.create_index(op.f("ix_topic_session_proposed_by_id"), "topic_session", ["proposed_by_id"])
    op.create_index(op.f("ix_topic_session_source_lesson_id"), "topic_session", ["source_lesson_id"])
    op.create_index(op.f("ix_topic_session_source_thread_id"), "topic_session", ["source_thread_id"])

    op.create_table(
        "turn",
        sa.Column("dialogue_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "participant_id"],
            ["participant.dialogue_id", "participant.id"],
            name=op.f("fk_turn_dialogue_id_participant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["dialogue_id", "statement_id"],
            ["statement.dialogue_id", "statement.id"],
            name=op.f("fk_turn_dialogue_id_statement_id"),
        ),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_turn_dialogue_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dialogue_id", "participant_id", name=op.f("pk_turn")),
    )
    op.create_index(op.f("ix_turn_dialogue_id_statement_id"), "turn", ["dialogue_id", "statement_id"])

    op.create_table(
        "interest",
        sa.Column("topic_session_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_interest_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["topic_session_id"], ["topic_session.id"], name=op.f("fk_interest_topic_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_session_id", "member_id", name=op.f("pk_interest")),
    )
    op.create_index(op.f("ix_interest_member_id"), "interest", ["member_id"])


def downgrade() -> None:
    op.drop_table("interest")
    op.drop_table("turn")
    op.drop_table("topic_session")
    op.drop_table("rating")
    op.drop_table("statement")
    op.drop_table("report")
    op.drop_table("registration_answer")
    op.drop_table("post_recognition")
    op.drop_table("phase")
    op.drop_table("participant")
    op.drop_table("dialogue_key")
    op.drop_table("registration_question")
    op.drop_table("registration")
    op.drop_table("post")
    op.drop_table("lesson_topic")
    op.drop_table("lesson_recognition")
    op.drop_table("invitation")
    op.drop_table("facilitator")
    op.drop_table("event_topic")
    op.drop_table("dialogue")
    op.drop_table("thread")
    op.drop_table("refresh_token")
    op.drop_table("member_topic")
    op.drop_table("mail_token")
    op.drop_table("lesson")
    op.drop_table("idempotency_key")
    op.drop_table("event")
    op.drop_table("member")
    op.drop_table("topic")
    op.drop_table("programme")
    op.drop_table("organisation")
    op.drop_table("job")
