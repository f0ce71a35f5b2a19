from django.db import migrations

from letterbox.addresses import keyed

BATCH = 500


def key_digests(apps, schema_editor):
    """Close the bare SHA-256 of each address with the key; cut erased ones loose from whoever had them."""
    Address = apps.get_model("letterbox", "Address")
    batch = []
    for address in Address.objects.order_by("pk").iterator(BATCH):
        address.digest = keyed(address.digest)
        if not address.local:
            address.user_id = None
        batch.append(address)
        if len(batch) == BATCH:
            Address.objects.bulk_update(batch, ["digest", "user"])
            batch = []
    Address.objects.bulk_update(batch, ["digest", "user"])


class Migration(migrations.Migration):
    dependencies = [("letterbox", "0003_erased_addresses")]

    operations = [migrations.RunPython(key_digests)]
