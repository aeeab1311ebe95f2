"""Indexes that nothing asks for leave: each cost time and room at every write.

COVERED are the beginning of another index, which answers the same. PREFIXES are twins for LIKE 'x%' of columns that are
only ever asked for as a whole. Nobody is locked out; backwards makes them again.
"""

from django.db import migrations, models
import django.db.models.deletion

COVERED = {
    "documents_batchcard_batch_id_cd902224": "documents_batchcard (batch_id)",  # batch_position_once
    "documents_draftfile_owner_id_c8398015": "documents_draftfile (owner_id)",  # draft_file_once
    "documents_movement_shipment_id_18829a08": "documents_movement (shipment_id)",  # movement_once
}
PREFIXES = {
    "documents_card_number_65d7f93c_like": "documents_card (number varchar_pattern_ops)",
    "documents_certificate_number_6041b1cd_like": "documents_certificate (number varchar_pattern_ops)",
    "documents_certificate_pdf_sha256_0ddacd8e_like": "documents_certificate (pdf_sha256 varchar_pattern_ops)",
    "documents_certificate_verification_code_a3afbc4f_like": "documents_certificate (verification_code varchar_pattern_ops)",
    "documents_letter_number_369aec09_like": "documents_letter (number varchar_pattern_ops)",
    "documents_letter_pdf_sha256_e5146454_like": "documents_letter (pdf_sha256 varchar_pattern_ops)",
    "documents_shipment_tracking_number_d2d1dbea_like": "documents_shipment (tracking_number varchar_pattern_ops)",
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0020_audit_seals")]

    operations = [
        *(
            migrations.RunSQL(
                f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"', f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON {columns}'
            )
            for name, columns in (COVERED | PREFIXES).items()
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model_name="batchcard", name="batch", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="documents.printbatch")),
                migrations.AlterField(model_name="draftfile", name="owner", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="draft_files", to="applicants.applicant")),
                migrations.AlterField(model_name="movement", name="shipment", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="movements", to="documents.shipment")),
            ]
        ),
    ]
