from django.db import migrations

DIRECTIONS = [
    ("technical", "Техническая"),
    ("natural_science", "Естественнонаучная"),
    ("arts", "Художественная"),
    ("sport", "Физкультурно-спортивная"),
    ("tourism", "Туристско-краеведческая"),
    ("social", "Социально-гуманитарная"),
]


def write_directions(apps, schema_editor):
    """The six directions are the same in the whole country, so they come with the portal."""
    Direction = apps.get_model("reference", "Direction")
    for position, (code, name) in enumerate(DIRECTIONS, start=1):
        Direction.objects.update_or_create(code=code, defaults={"name": name, "position": position})


class Migration(migrations.Migration):
    dependencies = [("reference", "0001_initial")]

    operations = [migrations.RunPython(write_directions, migrations.RunPython.noop)]
