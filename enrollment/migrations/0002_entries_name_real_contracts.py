from django.db import migrations


class Migration(migrations.Migration):
    """An entry names its contract by number only, two floors below; the database holds it true."""

    dependencies = [("enrollment", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE certificates_entry ADD CONSTRAINT entry_names_a_real_contract
                FOREIGN KEY (contract_id) REFERENCES enrollment_contract (id)
                DEFERRABLE INITIALLY DEFERRED
            """,
            "ALTER TABLE certificates_entry DROP CONSTRAINT entry_names_a_real_contract",
        ),
    ]
