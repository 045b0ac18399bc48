#pragma once

#include "runner/sandbox/sandbox_engine.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSet>

namespace pilothouse {

/// An engine that can only take images: it keeps the bytes in a file and believes the archive's own word for the id,
/// unless it is told to say another.
class LoadingEngine final : public SandboxEngine {
public:
    explicit LoadingEngine(QString file) : m_file(std::move(file)) { }

    QSet<QString> images;
    int loads = 0;
    qint64 bytes = 0;
    QString answerInstead; ///< Said instead of the id.

    Task<ImageId> loadImage(ByteSource source, std::function<void(qint64)> progress, std::stop_token) override
    {
        ++loads;
        bytes = 0;
        QFile target(m_file);
        if (!target.open(QIODevice::WriteOnly | QIODevice::Truncate))
            co_return failure(IoFailed, target.errorString());
        QByteArray head;
        while (true) {
            const auto part = co_await source();
            if (!part)
                co_return std::unexpected(part.error());
            if (part->isEmpty())
                break;
            target.write(*part);
            head += head.size() < 64 * 1024 ? *part : QByteArray();
            bytes += part->size();
            progress(bytes);
        }
        const qsizetype at = head.indexOf("\"Config\":\"");
        const QString id = QStringLiteral("sha256:") + QString::fromLatin1(head.mid(at + 10, 64));
        if (!answerInstead.isEmpty())
            co_return ImageId(answerInstead);
        images.insert(id);
        co_return ImageId(id);
    }

    Task<std::optional<ImageInfo>> findImage(QString id) override
    {
        if (!images.contains(id))
            co_return std::optional<ImageInfo>();
        ImageInfo info;
        info.id = ImageId(id);
        co_return std::optional(info);
    }

    // Not asked for by who builds images.
    Task<EngineInfo> probe() override { co_return unused(); }
    Task<std::vector<EngineCheck>> diagnose() override { co_return unused(); }
    Task<SandboxHandle> create(SandboxSpec) override { co_return unused(); }
    Task<void> start(ContainerId, std::stop_token) override { co_return unused(); }
    Task<SandboxReport> inspect(ContainerId, SandboxSpec) override { co_return unused(); }
    Task<void> stop(ContainerId, std::chrono::seconds) override { co_return unused(); }
    Task<void> kill(ContainerId) override { co_return unused(); }
    Task<void> remove(ContainerId) override { co_return unused(); }
    Task<void> removeVolume(QString) override { co_return unused(); }
    Task<std::vector<OwnedObject>> listOwned() override { co_return unused(); }
    Task<std::unique_ptr<ByteStream>> exec(ExecSpec) override { co_return unused(); }
    Task<std::unique_ptr<ByteStream>> attach(ContainerId) override { co_return unused(); }
    Task<void> archiveGet(ContainerId, QString, ByteSink, std::stop_token) override { co_return unused(); }
    std::unique_ptr<EngineEvents> events() override { return nullptr; }
    Task<std::vector<ImageInfo>> listImages(QString) override { co_return unused(); }
    Task<void> removeImage(ImageId) override { co_return unused(); }
    Task<ContainerId> unpackImage(ImageId) override { co_return unused(); }
    Task<void> archivePut(ContainerId, QString, ByteSource, std::function<void(qint64)>, std::stop_token) override
    {
        co_return unused();
    }
    Task<ImageId> commitImage(ContainerId, QString, QMap<QString, QString>) override { co_return unused(); }

private:
    static std::unexpected<Error> unused()
    {
        return failure(EngineRefused, QStringLiteral("This engine only takes images."));
    }

    QString m_file;
};

} // namespace pilothouse
