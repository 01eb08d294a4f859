"""the house"""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", columns.CleanText(), nullable=False),
        sa.Column("names", columns.Json(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("subdivision", sa.String(), nullable=True),
        sa.Column("parent_id", columns.RowId(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("handle", name=op.f("uq_agency_handle")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "arrival",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("sender", sa.LargeBinary(), nullable=False),
        sa.Column("body", columns.SealedJson(), nullable=True),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("wants_files", sa.Boolean(), nullable=False),
        sa.Column("put_off", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("channel", "event", name=op.f("uq_arrival_channel_event")),
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrival_done_at"), ["done_at"], unique=False)
        batch_op.create_index("ix_arrival_handled", ["sender", "done_at"], unique=False)
        batch_op.create_index(
            "ix_arrival_waiting",
            ["channel", "sender", "id"],
            unique=False,
            sqlite_where=sa.text("progress = 'waiting'"),
            postgresql_where=sa.text("progress = 'waiting'"),
        )
        batch_op.create_index(
            "ix_arrival_ready",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("progress = 'waiting'"),
            postgresql_where=sa.text("progress = 'waiting'"),
        )

    op.create_table(
        "audit_entry",
        sa.Column("number", columns.RowId(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("actor", columns.RowId(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("detail", columns.Json(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", columns.RowId(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "cursor",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("value", columns.Sealed(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cursor")),
        sa.UniqueConstraint("channel", name=op.f("uq_cursor_channel")),
    )
    op.create_table(
        "reference",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
        sa.UniqueConstraint("item", name=op.f("uq_reference_item")),
        sa.UniqueConstraint("text", name=op.f("uq_reference_text")),
    )
    op.create_table(
        "stranger",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("told_on", sa.String(), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("closed_until", columns.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stranger")),
        sa.UniqueConstraint("channel", "address_index", name=op.f("uq_stranger_channel_address_index")),
    )
    op.create_table(
        "contactpoint",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("subdivision", sa.String(), nullable=True),
        sa.Column("agency_id", columns.RowId(), nullable=True),
        sa.Column("role", columns.CleanText(), nullable=False),
        sa.Column("name", columns.Sealed(), nullable=False),
        sa.Column("phone", columns.Sealed(), nullable=True),
        sa.Column("mail", columns.Sealed(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_contactpoint_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contactpoint")),
    )
    with op.batch_alter_table("contactpoint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contactpoint_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contactpoint_country"), ["country"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_coverage_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
        sa.UniqueConstraint("agency_id", "country", name=op.f("uq_coverage_agency_id_country")),
    )
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_country"), ["country"], unique=False)

    op.create_table(
        "officer",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("name", columns.Sealed(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("quiet", columns.Json(), nullable=False),
        sa.Column("preferences", columns.Json(), nullable=False),
        sa.Column("deputy_id", columns.RowId(), nullable=True),
        sa.Column("deputy_until", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("vetted_until", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("terms_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_officer_agency_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["officer.id"], name=op.f("fk_officer_deputy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("handle", name=op.f("uq_officer_handle")),
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_officer_deputy_id"), ["deputy_id"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", columns.Sealed(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("identity", columns.Sealed(), nullable=True),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_account_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("channel", "address_index", name=op.f("uq_account_channel_address_index")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "approval",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_approval_agency_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_approval_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("purpose", "officer_id", name=op.f("uq_approval_purpose_officer_id")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_purpose"), ["purpose"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("name", columns.Sealed(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("caption", columns.Sealed(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_attachment_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("file_id", name=op.f("uq_attachment_file_id")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_item"), ["item"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "clue",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("author_id", columns.RowId(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("text", columns.Sealed(), nullable=False),
        sa.Column("details", columns.SealedJson(), nullable=False),
        sa.Column("countries", columns.Json(), nullable=False),
        sa.Column("tlp", sa.String(), nullable=False),
        sa.Column("handling", columns.Json(), nullable=False),
        sa.Column("handling_note", columns.Sealed(), nullable=True),
        sa.Column("grading", sa.String(), nullable=False),
        sa.Column("is_personal", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("official_reference", columns.Sealed(), nullable=True),
        sa.Column("event", columns.CleanText(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_clue_agency_id")),
        sa.ForeignKeyConstraint(["author_id"], ["officer.id"], name=op.f("fk_clue_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clue")),
    )
    with op.batch_alter_table("clue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clue_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clue_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clue_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_clue_made_at"), ["made_at"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("answers", columns.SealedJson(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("touched_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_draft_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_officer_id"), ["officer_id"], unique=True)

    op.create_table(
        "happening",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=True),
        sa.Column("agency_id", columns.RowId(), nullable=True),
        sa.Column("detail", columns.Json(), nullable=False),
        sa.Column("words", columns.SealedJson(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_happening_agency_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_happening_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happening")),
    )
    with op.batch_alter_table("happening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_happening_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_happening_item"), ["item"], unique=False)
        batch_op.create_index(batch_op.f("ix_happening_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=True),
        sa.Column("vouched", sa.Boolean(), nullable=False),
        sa.Column("made_by", columns.RowId(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("account", columns.Json(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_invitation_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["officer.id"], name=op.f("fk_invitation_made_by")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_invitation_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_index", name=op.f("uq_invitation_code_index")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "switch",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("by_id", columns.RowId(), nullable=True),
        sa.Column("at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name=op.f("fk_switch_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch")),
        sa.UniqueConstraint("name", name=op.f("uq_switch_name")),
    )
    with op.batch_alter_table("switch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_switch_by_id"), ["by_id"], unique=False)

    op.create_table(
        "outgoing",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=True),
        sa.Column("account_id", columns.RowId(), nullable=True),
        sa.Column("place", columns.SealedJson(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("params", columns.SealedJson(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("files", columns.Json(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", columns.RowId(), nullable=True),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sent_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("external", sa.String(), nullable=True),
        sa.Column("may_be_twice", sa.Boolean(), nullable=False),
        sa.Column("removed_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_outgoing_account_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_outgoing_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_outgoing_external", ["channel", "external"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(
            "ix_outgoing_ready",
            ["lane", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("fate = 'waiting'"),
            postgresql_where=sa.text("fate = 'waiting'"),
        )
        batch_op.create_index(
            "ix_outgoing_sending",
            ["officer_id"],
            unique=False,
            sqlite_where=sa.text("fate = 'sending'"),
            postgresql_where=sa.text("fate = 'sending'"),
        )
        batch_op.create_index(
            "ix_outgoing_parked",
            ["officer_id"],
            unique=False,
            sqlite_where=sa.text("fate = 'parked'"),
            postgresql_where=sa.text("fate = 'parked'"),
        )
        batch_op.create_index(batch_op.f("ix_outgoing_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "referral",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("clue_id", columns.RowId(), nullable=False),
        sa.Column("agency_id", columns.RowId(), nullable=False),
        sa.Column("by_agency_id", columns.RowId(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", columns.Sealed(), nullable=True),
        sa.Column("outcome", columns.Sealed(), nullable=True),
        sa.Column("made_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_referral_agency_id")),
        sa.ForeignKeyConstraint(["by_agency_id"], ["agency.id"], name=op.f("fk_referral_by_agency_id")),
        sa.ForeignKeyConstraint(["clue_id"], ["clue.id"], name=op.f("fk_referral_clue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("clue_id", "agency_id", name=op.f("uq_referral_clue_id_agency_id")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_by_agency_id"), ["by_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_clue_id"), ["clue_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", columns.RowId(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("outgoing_id", columns.RowId(), nullable=False),
        sa.Column("officer_id", columns.RowId(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("label_params", columns.Json(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("params", columns.Json(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column("used_at", columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_offer_officer_id")),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name=op.f("fk_offer_outgoing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("token", name=op.f("uq_offer_token")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_outgoing_id"), ["outgoing_id"], unique=False)
    head = sa.table("audit_head", sa.column("id"), sa.column("number"), sa.column("link"))
    op.bulk_insert(head, [{"id": 1, "number": 0, "link": "0" * 64}])


def downgrade() -> None:
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_outgoing_id"))
        batch_op.drop_index(batch_op.f("ix_offer_officer_id"))

    op.drop_table("offer")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_clue_id"))
        batch_op.drop_index(batch_op.f("ix_referral_by_agency_id"))
        batch_op.drop_index(batch_op.f("ix_referral_agency_id"))

    op.drop_table("referral")
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_sent_at"))
        batch_op.drop_index(
            "ix_outgoing_sending",
            sqlite_where=sa.text("fate = 'sending'"),
            postgresql_where=sa.text("fate = 'sending'"),
        )
        batch_op.drop_index(
            "ix_outgoing_parked",
            sqlite_where=sa.text("fate = 'parked'"),
            postgresql_where=sa.text("fate = 'parked'"),
        )
        batch_op.drop_index(
            "ix_outgoing_ready",
            sqlite_where=sa.text("fate = 'waiting'"),
            postgresql_where=sa.text("fate = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_outgoing_officer_id"))
        batch_op.drop_index("ix_outgoing_external")
        batch_op.drop_index(batch_op.f("ix_outgoing_account_id"))

    op.drop_table("outgoing")
    with op.batch_alter_table("switch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_switch_by_id"))

    op.drop_table("switch")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_officer_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_made_by"))
        batch_op.drop_index(batch_op.f("ix_invitation_agency_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("happening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_happening_officer_id"))
        batch_op.drop_index(batch_op.f("ix_happening_item"))
        batch_op.drop_index(batch_op.f("ix_happening_agency_id"))

    op.drop_table("happening")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_officer_id"))

    op.drop_table("draft")
    with op.batch_alter_table("clue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clue_made_at"))
        batch_op.drop_index(batch_op.f("ix_clue_event"))
        batch_op.drop_index(batch_op.f("ix_clue_author_id"))
        batch_op.drop_index(batch_op.f("ix_clue_agency_id"))

    op.drop_table("clue")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_officer_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_item"))

    op.drop_table("attachment")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_purpose"))
        batch_op.drop_index(batch_op.f("ix_approval_officer_id"))
        batch_op.drop_index(batch_op.f("ix_approval_agency_id"))

    op.drop_table("approval")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_officer_id"))

    op.drop_table("account")
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_deputy_id"))
        batch_op.drop_index(batch_op.f("ix_officer_agency_id"))

    op.drop_table("officer")
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coverage_country"))
        batch_op.drop_index(batch_op.f("ix_coverage_agency_id"))

    op.drop_table("coverage")
    with op.batch_alter_table("contactpoint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contactpoint_country"))
        batch_op.drop_index(batch_op.f("ix_contactpoint_agency_id"))

    op.drop_table("contactpoint")
    op.drop_table("stranger")
    op.drop_table("reference")
    op.drop_table("cursor")
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_arrival_waiting",
            sqlite_where=sa.text("progress = 'waiting'"),
            postgresql_where=sa.text("progress = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_arrival_ready",
            sqlite_where=sa.text("progress = 'waiting'"),
            postgresql_where=sa.text("progress = 'waiting'"),
        )
        batch_op.drop_index("ix_arrival_handled")
        batch_op.drop_index(batch_op.f("ix_arrival_done_at"))

    op.drop_table("arrival")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_parent_id"))
        batch_op.drop_index(batch_op.f("ix_agency_country"))

    op.drop_table("agency")
