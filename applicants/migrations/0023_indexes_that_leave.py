"""Indexes that nothing asks for leave: each cost time and room at every write.

COVERED are the beginning of another index, which answers the same. PREFIXES are twins for LIKE 'x%' of columns that are
only ever asked for as a whole. Nobody is locked out; backwards makes them again.
"""

from django.db import migrations, models
import django.db.models.deletion
from django.conf import settings

COVERED = {
    "applicants_auditentry_officer_id_e2ea8924": "applicants_auditentry (officer_id)",  # audit_of_officer
    "applicants_dataexport_applicant_id_db8c61b8": "applicants_dataexport (applicant_id)",  # export_one_at_a_time
    "applicants_notice_applicant_id_d76109d7": "applicants_notice (applicant_id)",  # notice_inbox
    "applicants_noticecopy_notice_id_6862a650": "applicants_noticecopy (notice_id)",  # notice_copied_once
    "applicants_pagedraft_owner_id_b6726bc5": "applicants_pagedraft (owner_id)",  # page_draft_once
}
PREFIXES = {
    "applicants_applicant_email_212be389_like": "applicants_applicant (email varchar_pattern_ops)",
    "applicants_identity_consular_reference_b161ae5f_like": "applicants_identity (consular_reference varchar_pattern_ops)",
    "applicants_identity_foreigner_id_01814c3b_like": "applicants_identity (foreigner_id varchar_pattern_ops)",
    "applicants_notice_dedupe_key_e363cc30_like": "applicants_notice (dedupe_key varchar_pattern_ops)",
    "applicants_session_form_key_c975ece3_like": "applicants_session (form_key varchar_pattern_ops)",
    "applicants_session_session_key_f21072ea_like": "applicants_session (session_key varchar_pattern_ops)",
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("applicants", "0022_session_keys_hashed")]

    operations = [
        *(
            migrations.RunSQL(
                f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"', f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON {columns}'
            )
            for name, columns in (COVERED | PREFIXES).items()
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model_name="auditentry", name="officer", field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="görevli")),
                migrations.AlterField(model_name="dataexport", name="applicant", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="exports", to="applicants.applicant")),
                migrations.AlterField(model_name="notice", name="applicant", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="applicants.applicant")),
                migrations.AlterField(model_name="noticecopy", name="notice", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="copies", to="applicants.notice")),
                migrations.AlterField(model_name="pagedraft", name="owner", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="page_drafts", to="applicants.applicant")),
            ]
        ),
    ]
