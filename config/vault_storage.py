"""Where the vault keeps its encrypted objects."""

from boto3.s3.transfer import TransferConfig
from botocore.config import Config


def vault_storage(kind, folder, env):
    """The Django storage for ``VAULT_STORAGE``: ``files`` (a folder) or ``s3`` (any S3, by ``AWS_*``)."""
    if kind == "s3":
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": s3_options(env)}
    modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    return {"BACKEND": "vault.folder.Folder", "OPTIONS": {"location": str(folder), **modes}}


def s3_options(env):
    return {
        "bucket_name": env("AWS_STORAGE_BUCKET_NAME"),
        "endpoint_url": env("AWS_S3_ENDPOINT_URL", default=None),
        "region_name": env("AWS_S3_REGION_NAME", default=None),
        "access_key": env("AWS_ACCESS_KEY_ID", default=None),
        "secret_key": env("AWS_SECRET_ACCESS_KEY", default=None),
        "default_acl": "private",
        "file_overwrite": False,
        "querystring_auth": True,
        "max_memory_size": 2**20,
        "transfer_config": TransferConfig(multipart_chunksize=8 * 2**20, use_threads=False),  # one piece in memory
        # Somebody is waiting: a storage that is away is told in seconds, and tried again by whoever asked.
        "client_config": Config(
            connect_timeout=3,
            read_timeout=10,
            retries={"max_attempts": 2, "mode": "standard"},
            signature_version="s3v4",
        ),
    }
