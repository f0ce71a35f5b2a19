"""The vault on an S3: the same objects, through the options of ``config.vault_storage``."""

from datetime import timedelta

import boto3
import environ
import pytest
from django.utils import timezone
from moto.server import ThreadedMotoServer

from config.vault_storage import vault_storage
from vault import actions, storage
from vault.errors import Unreadable

from .papers import pdf_of, store

pytestmark = pytest.mark.django_db
MB = 2**20


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server, settings, monkeypatch, tmp_path):
    """A fresh bucket, as an administrator would name it in the environment."""
    said = {
        "AWS_STORAGE_BUCKET_NAME": "coffre",
        "AWS_S3_ENDPOINT_URL": server,
        "AWS_S3_REGION_NAME": "eu-west-3",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "vault": vault_storage("s3", tmp_path, environ.Env())}
    s3 = boto3.resource("s3", endpoint_url=server, region_name="eu-west-3")
    bucket = s3.create_bucket(Bucket="coffre", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    yield bucket
    bucket.objects.delete()
    bucket.delete()


def test_a_document_goes_to_s3_as_ciphertext_and_comes_back(alice, types, bucket):
    content = pdf_of(size=9 * MB, text=b"canari")  # over boto's threshold for sending in parts
    version = store(alice, types, content).last
    (found,) = bucket.objects.all()
    assert found.key == version.object_name
    assert b"canari" not in found.get()["Body"].read()
    assert b"".join(storage.read(version)) == content


def test_names_are_listed_folder_by_folder_and_orphans_found(alice, types, bucket):
    version = store(alice, types, pdf_of()).last
    bucket.put_object(Key="ab/orphan", Body=b"left behind")
    assert sorted(storage.names()) == sorted(["ab/orphan", version.object_name])
    assert actions.collect_orphans(timezone.now() + timedelta(minutes=1)) == 1
    assert list(storage.names()) == [version.object_name]


def test_a_deletion_removes_the_object(alice, types, bucket, django_capture_on_commit_callbacks):
    document = store(alice, types, pdf_of())
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(document=document, actor=alice)
    assert list(bucket.objects.all()) == []


def test_a_missing_or_altered_object_is_unreadable(alice, types, bucket):
    version = store(alice, types, pdf_of()).last
    sealed = bucket.Object(version.object_name).get()["Body"].read()
    bucket.put_object(Key=version.object_name, Body=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Unreadable):
        b"".join(storage.read(version))
    bucket.Object(version.object_name).delete()
    with pytest.raises(Unreadable):
        storage.read(version)


def test_a_failed_saving_takes_its_object_away(alice, types, bucket, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(actions, "_add_version", fail)
    with pytest.raises(RuntimeError):
        store(alice, types, pdf_of())
    assert list(bucket.objects.all()) == []
