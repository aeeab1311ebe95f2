"""The private store in an object store: what ``STORAGE_URL=s3://…`` makes of it, over real HTTP."""

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from moto.server import ThreadedMotoServer

from documents import storage
from emuafiyet.settings import build_private_storage


@pytest.fixture
def object_store(settings):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"s3://key:secret@{host}:{port}/private?tls=0"
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="us-east-1",
    )
    client.create_bucket(Bucket="private")
    settings.STORAGES = settings.STORAGES | {"default": build_private_storage(url)}
    yield client
    server.stop()


@pytest.mark.django_db
def test_files_are_kept_read_and_removed_there_and_nobody_else_may_read_them(object_store) -> None:
    name = storage.store_bytes("clean", b"%PDF-1.7 certificate", ".pdf")
    assert storage.read_file(name) == b"%PDF-1.7 certificate"
    with storage.open_file(name) as file:
        assert file.read(8) == b"%PDF-1.7"
    (held,) = object_store.list_objects_v2(Bucket="private")["Contents"]
    assert held["Key"] == name
    grants = object_store.get_object_acl(Bucket="private", Key=name)["Grants"]
    assert not [grant for grant in grants if "AllUsers" in grant["Grantee"].get("URI", "")]
    storage.remove_file(name)
    storage.remove_file(name)
    assert "Contents" not in object_store.list_objects_v2(Bucket="private")
    with pytest.raises(FileNotFoundError):
        storage.read_file(name)


@pytest.mark.parametrize("url", ["", "s3://key:secret@host", "file://relative", "ftp://host/folder", "/var/private"])
def test_an_address_that_is_no_store_is_refused_at_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        build_private_storage(url)
