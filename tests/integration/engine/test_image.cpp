#include "tests/integration/engine/test_image.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <archive.h>
#include <archive_entry.h>

namespace pilothouse::test {

namespace {

class Tar {
public:
    Tar()
    {
        archive_write_set_format_ustar(m_archive);
        archive_write_open(
            m_archive, this, nullptr,
            [](archive *, void *self, const void *data, size_t size) {
                static_cast<Tar *>(self)->m_bytes.append(static_cast<const char *>(data), static_cast<qsizetype>(size));
                return static_cast<la_ssize_t>(size);
            },
            nullptr);
    }
    Tar(const Tar &) = delete;
    Tar &operator=(const Tar &) = delete;
    ~Tar() { archive_write_free(m_archive); }

    void add(const char *path, const QByteArray &content, mode_t mode = 0644)
    {
        write(path, AE_IFREG, mode, 0, content);
    }
    void addDirectory(const char *path, int owner = 0) { write(path, AE_IFDIR, 0755, owner, {}); }

    QByteArray finish()
    {
        archive_write_close(m_archive);
        return m_bytes;
    }

private:
    void write(const char *path, unsigned type, mode_t mode, int owner, const QByteArray &content)
    {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, path);
        archive_entry_set_filetype(entry, type);
        archive_entry_set_perm(entry, mode);
        archive_entry_set_uid(entry, owner);
        archive_entry_set_gid(entry, owner);
        archive_entry_set_size(entry, content.size());
        archive_write_header(m_archive, entry);
        archive_write_data(m_archive, content.constData(), static_cast<size_t>(content.size()));
        archive_entry_free(entry);
    }

    QByteArray m_bytes;
    archive *m_archive = archive_write_new();
};

QByteArray layer()
{
    QFile program(QStringLiteral(ENGINE_INSIDE));
    if (!program.open(QIODevice::ReadOnly))
        qFatal("no program for the test image");
    Tar tar;
    tar.add("inside", program.readAll(), 0755);
    for (const char *path : {"base", "data", "etc", "home", "run", "tmp", "var", "var/tmp"})
        tar.addDirectory(path);
    tar.addDirectory("workspace", 1000);
    tar.addDirectory("home/agent", 1000);
    tar.add("data/of-the-image", "text");
    tar.add("etc/passwd", "root:x:0:0::/:/inside\nagent:x:1000:1000::/home/agent:/inside\n");
    return tar.finish();
}

QString sha256(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

} // namespace

TestImage hostileImage()
{
    const QByteArray files = layer();
    const QByteArray config = QStringLiteral(R"({"architecture":"amd64","os":"linux","config":{
        "Env":["PATH=/evil","LD_PRELOAD=/evil.so","GIT_DIR=/evil","BASH_ENV=/evil","IMAGE=set"],
        "Entrypoint":["/inside","die","9"],"Cmd":["nothing"],"User":"0","WorkingDir":"/data","StopSignal":"SIGKILL",
        "Volumes":{"/data":{}},"Labels":{"pilothouse.data":"somebody","pilothouse.test":"hostile","traefik.enable":"true"},
        "Healthcheck":{"Test":["CMD","/inside","die","1"],"Interval":1000000000}},
        "rootfs":{"type":"layers","diff_ids":["sha256:%1"]},"history":[]})")
                                  .arg(sha256(files))
                                  .toUtf8();
    const QString id = sha256(config);
    Tar tar;
    tar.add((id + QStringLiteral(".json")).toUtf8().constData(), config);
    tar.add("layer.tar", files);
    tar.add("manifest.json",
        QStringLiteral(R"([{"Config":"%1.json","RepoTags":["pilothouse-test:hostile"],"Layers":["layer.tar"]}])")
            .arg(id)
            .toUtf8());
    return {tar.finish(), QStringLiteral("sha256:") + id};
}

} // namespace pilothouse::test
