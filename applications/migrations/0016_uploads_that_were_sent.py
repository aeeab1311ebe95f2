"""Documents that went into something that was sent are marked, so that no job takes them for loose ones."""

from django.db import migrations

MARK = """
UPDATE documents_upload SET sent = true WHERE id IN (
    SELECT (jsonb_path_query(snapshot, '$.**.upload') #>> '{}')::uuid
        FROM applications_application WHERE status <> 'draft'
    UNION SELECT (jsonb_path_query(evidence, '$.**.upload') #>> '{}')::uuid FROM applications_objection
    UNION SELECT petition_id FROM applications_terminationrequest
    UNION SELECT proof_id FROM applications_reissuerequest WHERE status <> 'draft'
    UNION SELECT card_front_id FROM applications_reissuerequest WHERE status <> 'draft'
    UNION SELECT card_back_id FROM applications_reissuerequest WHERE status <> 'draft'
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0015_capital_words"),
        ("documents", "0015_draft_files_and_check_counts"),
    ]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
