"""The engine's API, spoken by hand: what tests change behind Pilothouse's back, and images without a registry."""

import glob
import hashlib
import http.client
import io
import json
import os
import socket
import tarfile

from pilothouse_test import SHARED


class EngineApi:

    def __init__(self, socket_path):
        self.socket_path = socket_path

    def call(self, method, path, body=None, kind="application/json"):
        """The status and the body."""
        connection = http.client.HTTPConnection("engine", timeout=120)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(120)
        connection.sock.connect(self.socket_path)
        try:
            connection.request(method, "/v1.41" + path, body, {"Content-Type": kind} if body is not None else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def has_image(self, image):
        return self.call("GET", f"/images/{image}/json")[0] == 200

    def has_container(self, container):
        return self.call("GET", f"/containers/{container}/json")[0] == 200

    def has_volume(self, volume):
        return self.call("GET", f"/volumes/{volume}")[0] == 200

    def remove_container(self, container):
        assert self.call("DELETE", f"/containers/{container}?force=1")[0] in (200, 204), container

    def remove_volume(self, volume):
        assert self.call("DELETE", f"/volumes/{volume}?force=1")[0] == 204, volume

    def containers_from(self, image):
        containers = json.loads(self.call("GET", "/containers/json?all=1")[1])
        return [one["Id"] for one in containers if image in (one["ImageID"], one["Image"])]

    def load_image(self, name, layer, config):
        """Loads an image of one layer, the bytes of a tar archive."""
        layer_id = hashlib.sha256(layer).hexdigest()
        description = json.dumps({
            "architecture": {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine], "os": "linux", "config": config,
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + layer_id]}, "history": []}).encode()
        image_id = hashlib.sha256(description).hexdigest()
        manifest = json.dumps([{"Config": image_id + ".json", "RepoTags": [name], "Layers": ["layer.tar"]}]).encode()
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for member, content in ((image_id + ".json", description), ("layer.tar", layer), ("manifest.json", manifest)):
                info = tarfile.TarInfo(member)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        status, answer = self.call("POST", "/images/load?quiet=1", out.getvalue(), "application/x-tar")
        assert status == 200 and b"error" not in answer, answer


def tar_of(files):
    """A layer with these files: name to bytes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            info.mode = 0o755
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def base_layer():
    """The base of our own images, as it lies in the cache once an image was built: it has git and a shell, and neither
    guest nor agent."""
    records = glob.glob(os.path.join(SHARED, "images", "base-*.json"))
    with open(max(records, key=os.path.getmtime)) as record:
        layer = json.load(record)["layer"]
    with open(os.path.join(SHARED, "images", "layers", layer + ".tar"), "rb") as file:
        return file.read()
