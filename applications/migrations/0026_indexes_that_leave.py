"""Indexes that nothing asks for leave: each cost time and room at every write.

COVERED are the beginning of another index, which answers the same. PREFIXES are twins for LIKE 'x%' of columns that are
only ever asked for as a whole. Nobody is locked out; backwards makes them again.
"""

from django.db import migrations, models
import django.db.models.deletion

COVERED = {
    "applications_application_applicant_id_bad0be99": "applications_application (applicant_id)",  # application_by_person
    "applications_historyentry_application_id_aa521884": "applications_historyentry (application_id)",  # history_of_application
    "applications_lookup_application_id_22bf307d": "applications_lookup (application_id)",  # lookup_once
    "applications_missioncopy_application_id_37e1a643": "applications_missioncopy (application_id)",  # mission_copied_once
    "applications_officernote_application_id_7d091a06": "applications_officernote (application_id)",  # note_of_application
    "applications_paper_papers_id_83fb4593": "applications_paper (papers_id)",  # paper_once
    "applications_papers_application_id_b470fc78": "applications_papers (application_id)",  # papers_page_once
    "applications_verdict_application_id_1a74e87a": "applications_verdict (application_id)",  # verdict_newest
}
PREFIXES = {
    "applications_application_category_id_e6d57cfb_like": "applications_application (category_id varchar_pattern_ops)",
    "applications_application_number_be0adb2f_like": "applications_application (number varchar_pattern_ops)",
    "applications_paper_kind_id_4912c707_like": "applications_paper (kind_id varchar_pattern_ops)",
    "applications_verdict_reason_id_1eb55b90_like": "applications_verdict (reason_id varchar_pattern_ops)",
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("applications", "0025_jobs_that_go_on")]

    operations = [
        *(
            migrations.RunSQL(
                f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"', f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON {columns}'
            )
            for name, columns in (COVERED | PREFIXES).items()
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model_name="application", name="applicant", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="applicants.applicant")),
                migrations.AlterField(model_name="historyentry", name="application", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="history", to="applications.application")),
                migrations.AlterField(model_name="lookup", name="application", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="lookups", to="applications.application")),
                migrations.AlterField(model_name="missioncopy", name="application", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="mission_copies", to="applications.application")),
                migrations.AlterField(model_name="officernote", name="application", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="applications.application")),
                migrations.AlterField(model_name="paper", name="papers", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="items", to="applications.papers")),
                migrations.AlterField(model_name="papers", name="application", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="paper_pages", to="applications.application")),
                migrations.AlterField(model_name="verdict", name="application", field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="applications.application")),
            ]
        ),
    ]
