"""contacts and notices"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("title", columns.CleanText(), nullable=False),
        sa.Column("parties", columns.Json(), nullable=False),
        sa.Column("signed_on", sa.String(), nullable=False),
        sa.Column("scope", columns.CleanText(), nullable=False),
        sa.Column("use", columns.CleanText(), nullable=False),
        sa.Column("made_by", columns.RowId(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["officer.id"], name=op.f("fk_agreement_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_made_by"), ["made_by"], unique=False)

    op.create_table(
        "contactchange",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("point_id", columns.RowId(), nullable=False),
        sa.Column("by_id", columns.RowId(), nullable=False),
        sa.Column("values", columns.SealedJson(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_by", columns.RowId(), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name=op.f("fk_contactchange_by_id")),
        sa.ForeignKeyConstraint(["point_id"], ["contactpoint.id"], name=op.f("fk_contactchange_point_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["officer.id"], name=op.f("fk_contactchange_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contactchange")),
    )
    with op.batch_alter_table("contactchange", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contactchange_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contactchange_point_id"), ["point_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contactchange_settled_by"), ["settled_by"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("author_id", columns.RowId(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("texts", columns.SealedJson(), nullable=False),
        sa.Column("audience", columns.Json(), nullable=False),
        sa.Column("files", columns.Json(), nullable=False),
        sa.Column("tlp", sa.String(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("wants_ack", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("send_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", columns.RowId(), nullable=True),
        sa.Column("approved_by", columns.RowId(), nullable=True),
        sa.Column("progress_id", columns.RowId(), nullable=True),
        sa.Column("starts_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", columns.Sealed(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_notice_agency_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name=op.f("fk_notice_approved_by")),
        sa.ForeignKeyConstraint(["author_id"], ["officer.id"], name=op.f("fk_notice_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_approved_by"), ["approved_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_due_at"), ["due_at"], unique=False)

    op.create_table(
        "agreementparty",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("agreement_id", columns.RowId(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreementparty_agreement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreementparty")),
    )
    with op.batch_alter_table("agreementparty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreementparty_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreementparty_country"), ["country"], unique=False)

    op.create_table(
        "noticedelivery",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("notice_id", columns.RowId(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("outgoing_id", columns.RowId(), nullable=False),
        sa.Column("acknowledged_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("remind_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_noticedelivery_notice_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_noticedelivery_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noticedelivery")),
        sa.UniqueConstraint("notice_id", "officer_id", name=op.f("uq_noticedelivery_notice_id_officer_id")),
    )
    with op.batch_alter_table("noticedelivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_noticedelivery_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_noticedelivery_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_noticedelivery_outgoing_id"), ["outgoing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_noticedelivery_remind_at"), ["remind_at"], unique=False)

    with op.batch_alter_table("contactpoint", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person", columns.Sealed(), nullable=True))
        batch_op.add_column(sa.Column("duty_phone", columns.Sealed(), nullable=True))
        batch_op.add_column(sa.Column("languages", columns.Json(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("topics", columns.Json(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("hours", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ask_at", columns.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_contactpoint_ask_at"), ["ask_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("noticedelivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_noticedelivery_remind_at"))
        batch_op.drop_index(batch_op.f("ix_noticedelivery_outgoing_id"))
        batch_op.drop_index(batch_op.f("ix_noticedelivery_officer_id"))
        batch_op.drop_index(batch_op.f("ix_noticedelivery_notice_id"))

    op.drop_table("noticedelivery")
    with op.batch_alter_table("agreementparty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreementparty_country"))
        batch_op.drop_index(batch_op.f("ix_agreementparty_agreement_id"))

    op.drop_table("agreementparty")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_due_at"))
        batch_op.drop_index(batch_op.f("ix_notice_author_id"))
        batch_op.drop_index(batch_op.f("ix_notice_approved_by"))
        batch_op.drop_index(batch_op.f("ix_notice_agency_id"))

    op.drop_table("notice")
    with op.batch_alter_table("contactchange", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contactchange_settled_by"))
        batch_op.drop_index(batch_op.f("ix_contactchange_point_id"))
        batch_op.drop_index(batch_op.f("ix_contactchange_by_id"))

    op.drop_table("contactchange")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_made_by"))

    op.drop_table("agreement")
    with op.batch_alter_table("contactpoint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contactpoint_ask_at"))
        batch_op.drop_column("ask_at")
        batch_op.drop_column("hours")
        batch_op.drop_column("topics")
        batch_op.drop_column("languages")
        batch_op.drop_column("duty_phone")
        batch_op.drop_column("person")
