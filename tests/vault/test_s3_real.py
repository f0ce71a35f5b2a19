"""The vault on a real S3, which checks signatures and knows what moto only imitates."""

import io
import os
from datetime import timedelta

import boto3
import environ
import pytest
from botocore.exceptions import ClientError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from config.vault_storage import vault_storage
from vault import actions, resumable, storage
from vault.enums import ScanState
from vault.errors import StorageUnavailable, Unreadable
from vault.models import Document, Upload

from .papers import forget_peak, memory_peak, pdf_of, store

pytestmark = pytest.mark.django_db
MB = 2**20


@pytest.fixture
def said(gateway, monkeypatch):
    address, keys = gateway
    said = {
        "AWS_STORAGE_BUCKET_NAME": f"coffre-{os.getpid()}",
        "AWS_S3_ENDPOINT_URL": address,
        "AWS_S3_REGION_NAME": "default",
        "AWS_ACCESS_KEY_ID": keys["access_key"],
        "AWS_SECRET_ACCESS_KEY": keys["secret_key"],
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    return said


@pytest.fixture
def bucket(said, settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "vault": vault_storage("s3", tmp_path, environ.Env())}
    s3 = boto3.resource(
        "s3",
        endpoint_url=said["AWS_S3_ENDPOINT_URL"],
        region_name="default",
        aws_access_key_id=said["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=said["AWS_SECRET_ACCESS_KEY"],
    )
    bucket = s3.create_bucket(Bucket=said["AWS_STORAGE_BUCKET_NAME"])
    yield bucket
    bucket.objects.delete()
    bucket.delete()


def test_a_document_goes_there_as_ciphertext_and_comes_back(alice, types, bucket):
    content = pdf_of(size=9 * MB, text=b"canary of a paper")
    version = store(alice, types, content, name="canary-name.pdf").last
    raw = [(item.key.encode(), item.get()) for item in bucket.objects.all()]
    assert [key.decode() for key, _found in raw] == [version.object_name]
    for key, found in raw:
        told = key + found["Body"].read() + repr(found["Metadata"]).encode() + found["ContentType"].encode()
        assert b"canary" not in told
        assert str(alice.public_id).encode() not in told
    assert b"".join(storage.read(version)) == content


def test_a_wrong_key_of_access_is_refused_and_told_as_an_outage(alice, types, bucket, monkeypatch, settings, tmp_path):
    version = store(alice, types, pdf_of()).last
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-this-one")
    settings.STORAGES = {**settings.STORAGES, "vault": vault_storage("s3", tmp_path, environ.Env())}
    with pytest.raises(StorageUnavailable):
        storage.read(version)
    with pytest.raises(actions.ValidationError):
        store(alice, types, pdf_of())


def test_nobody_reads_the_bucket_without_a_key(alice, types, bucket, said):
    store(alice, types, pdf_of())
    from botocore import UNSIGNED
    from botocore.config import Config

    stranger = boto3.client("s3", endpoint_url=said["AWS_S3_ENDPOINT_URL"], config=Config(signature_version=UNSIGNED))
    with pytest.raises(ClientError, match="AccessDenied"):
        stranger.list_objects_v2(Bucket=bucket.name)


def test_what_is_altered_lost_or_swapped_there_does_not_open(alice, types, bucket):
    first, second = store(alice, types, pdf_of(text=b"1")).last, store(alice, types, pdf_of(text=b"2")).last
    other = bucket.Object(second.object_name).get()["Body"].read()
    bucket.Object(first.object_name).put(Body=other)
    with pytest.raises(Unreadable):
        storage.read(first)
    bucket.Object(first.object_name).put(Body=other[:-7])
    with pytest.raises(Unreadable):
        storage.read(first)
    bucket.Object(first.object_name).delete()
    with pytest.raises(Unreadable):
        storage.read(first)


def test_an_upload_in_pieces_arrives_whole(alice, types, bucket, sign_in, django_capture_on_commit_callbacks):
    content = pdf_of(size=9 * MB)
    upload = resumable.begin(sender=alice, file_name="a.pdf", size=len(content))
    resumable.append(upload=upload, offset=0, source=io.BytesIO(content[: 5 * MB]))
    resumable.append(upload=upload, offset=5 * MB, source=io.BytesIO(content[5 * MB :]))
    said = {"type": types["passport"].pk, "sent": str(upload.public_id)}
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(alice).post(reverse("vault:upload"), said).status_code == 302
    version = Document.objects.get().last
    assert b"".join(storage.read(version)) == content
    assert [item.key for item in bucket.objects.all()] == [version.object_name]
    assert not Upload.objects.exists()


def test_orphans_are_found_there_too(alice, types, bucket):
    version = store(alice, types, pdf_of()).last
    bucket.Object("zz/forgotten").put(Body=b"x")
    assert actions.collect_orphans(timezone.now() + timedelta(hours=1)) == 1
    assert [item.key for item in bucket.objects.all()] == [version.object_name]


def test_a_large_document_takes_no_more_memory_than_a_small_one(alice, types, bucket):
    def pass_through(size):
        content = SimpleUploadedFile("a.pdf", pdf_of(size=size))
        before = forget_peak()
        document = actions.store(owner=alice, actor=alice, type=types["passport"], uploaded_file=content)
        assert sum(len(chunk) for chunk in storage.read(document.last)) == content.size
        return memory_peak() - before

    pass_through(8 * MB)
    small, large = pass_through(10 * MB), pass_through(60 * MB)
    assert large - small < 24 * MB


def test_a_gateway_that_is_gone_is_a_page_with_a_sentence_and_the_site_goes_on(
    alice, types, bucket, sign_in, settings, monkeypatch, tmp_path
):
    version = store(alice, types, pdf_of()).last
    version.scan_state = ScanState.SAFE
    version.save()
    monkeypatch.setenv("AWS_S3_ENDPOINT_URL", "http://127.0.0.1:9")
    settings.STORAGES = {**settings.STORAGES, "vault": vault_storage("s3", tmp_path, environ.Env())}
    page = sign_in(alice)
    answer = page.get(reverse("vault:download", args=[version.public_id]))
    assert answer.status_code == 409
    assert "Rien n’est perdu" in answer.content.decode()
    said = {"type": types["passport"].pk, "file": SimpleUploadedFile("a.pdf", pdf_of()), "label": "Gardé"}
    refused = page.post(reverse("vault:upload"), said)
    assert refused.status_code == 422
    assert "Rien n’est perdu" in refused.content.decode()
    assert 'value="Gardé"' in refused.content.decode()
    for name in ("vault:documents", "workflows:space", "vault:readings"):
        assert page.get(reverse(name)).status_code == 200
    assert Document.objects.count() == 1
