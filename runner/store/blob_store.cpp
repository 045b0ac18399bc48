#include "runner/store/blob_store.h"

#include "runner/base/private_directory.h"
#include "runner/store/durable_file.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSet>

#include <openssl/evp.h>
#include <zstd.h>

namespace pilothouse {
namespace {

constexpr int CompressionLevel = 3; // Zstandard's default: about 300 MB/s, and JSON shrinks to a fifth
constexpr qsizetype NameSize = 32;

struct FreeContext {
    void operator()(ZSTD_DCtx *context) const noexcept { ZSTD_freeDCtx(context); }
};

std::unexpected<Error> damaged(const QString &path, const QString &cause)
{
    return failure(BlobDamaged,
        QCoreApplication::translate(
            "Store", "The file %1 of the data directory is damaged. What it held cannot be shown.")
            .arg(path),
        cause);
}

QByteArray compress(const QByteArray &content)
{
    QByteArray frame(
        static_cast<qsizetype>(ZSTD_compressBound(static_cast<size_t>(content.size()))), Qt::Uninitialized);
    const size_t size = ZSTD_compress(frame.data(), static_cast<size_t>(frame.size()), content.constData(),
        static_cast<size_t>(content.size()), CompressionLevel);
    Q_ASSERT(!ZSTD_isError(size)); // cannot fail into a buffer of compressBound()
    frame.truncate(static_cast<qsizetype>(size));
    return frame;
}

} // namespace

BlobStore::BlobStore(QString directory) : m_directory(std::move(directory)) { }

Result<void> BlobStore::prepare()
{
    if (Result<void> made = ensurePrivateDirectory(m_directory); !made)
        return made;
    QDirIterator leftovers(m_directory, {QStringLiteral("*.new")}, QDir::Files, QDirIterator::Subdirectories);
    while (leftovers.hasNext())
        QFile::remove(leftovers.next());
    return {};
}

BlobStore::Claim::Claim(BlobStore &store, std::vector<BlobName> names) : m_store(&store), m_names(std::move(names))
{
    const std::lock_guard lock(m_store->m_mutex);
    for (const BlobName &name : m_names)
        ++m_store->m_claims[name];
}

BlobStore::Claim::Claim(Claim &&other) noexcept
    : m_store(std::exchange(other.m_store, nullptr)),
      m_names(std::move(other.m_names))
{ }

BlobStore::Claim &BlobStore::Claim::operator=(Claim &&other) noexcept
{
    std::swap(m_store, other.m_store);
    std::swap(m_names, other.m_names);
    return *this;
}

BlobStore::Claim::~Claim()
{
    if (!m_store)
        return;
    const std::lock_guard lock(m_store->m_mutex);
    for (const BlobName &name : m_names) {
        if (const auto claim = m_store->m_claims.find(name); --*claim == 0)
            m_store->m_claims.erase(claim);
    }
}

BlobName BlobStore::nameOf(const QByteArray &content)
{
    BlobName name(NameSize, '\0');
    size_t size = 0;
    // OpenSSL's code uses the processor's own instructions for it, some six times as fast as QCryptographicHash.
    EVP_Q_digest(nullptr, "SHA256", nullptr, content.constData(), static_cast<size_t>(content.size()),
        reinterpret_cast<unsigned char *>(name.data()), &size);
    return name;
}

QString BlobStore::pathOf(const BlobName &name) const
{
    const QString hex = QString::fromLatin1(name.toHex());
    return m_directory % u'/' % hex.left(2) % u'/' % hex.mid(2) % QStringLiteral(".zst");
}

Result<void> BlobStore::put(const std::vector<BlobName> &names, const std::vector<QByteArray> &contents)
{
    // One flush of a folder serves all the names that went into it.
    QSet<QString> folders;
    bool madeFolder = false;
    for (size_t i = 0; i < names.size(); ++i) {
        const QString path = pathOf(names[i]);
        const QString folder = path.section(u'/', 0, -2);
        folders.insert(folder);
        // It may have been written just before a crash, so its folder is flushed again.
        if (QFile::exists(path))
            continue;
        madeFolder = QDir().mkdir(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner) || madeFolder;
        if (Result<void> written = writeDurably(path, compress(contents[i])); !written)
            return written;
    }
    if (madeFolder)
        folders.insert(m_directory);
    for (const QString &folder : std::as_const(folders)) {
        if (Result<void> synced = syncDirectory(folder); !synced)
            return synced;
    }
    return {};
}

Result<QByteArray> BlobStore::get(const BlobName &name, qsizetype largest) const
{
    const QString path = pathOf(name);
    if (name.size() != NameSize)
        return damaged(path, QStringLiteral("the name has %1 bytes").arg(name.size()));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        if (!file.exists())
            return failure(BlobMissing,
                QCoreApplication::translate(
                    "Store", "The file %1 of the data directory is missing. What it held cannot be shown.")
                    .arg(path));
        return failure(IoFailed,
            QCoreApplication::translate(
                "Store", "The file %1 cannot be read. Check the disk and the permissions of the data directory.")
                .arg(path),
            file.errorString());
    }
    if (file.size() > static_cast<qint64>(ZSTD_compressBound(LargestPayload)))
        return damaged(path, QStringLiteral("it is too large"));
    // What compresses to more than this is larger than asked for, or of no use to compress.
    if (file.size() > static_cast<qint64>(ZSTD_compressBound(static_cast<size_t>(largest))))
        return failure(LimitExceeded,
            QCoreApplication::translate("Store", "The file %1 of the data directory is too large for this.").arg(path));
    const QByteArray frame = file.readAll();
    const unsigned long long size = ZSTD_getFrameContentSize(frame.constData(), static_cast<size_t>(frame.size()));
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN
        || size > static_cast<unsigned long long>(LargestPayload))
        return damaged(path, QStringLiteral("its header makes no sense"));
    if (size > static_cast<unsigned long long>(largest))
        return failure(LimitExceeded,
            QCoreApplication::translate("Store", "The file %1 of the data directory is too large for this.").arg(path));
    const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    QByteArray content(static_cast<qsizetype>(size), Qt::Uninitialized);
    const size_t read = ZSTD_decompressDCtx(context.get(), content.data(), static_cast<size_t>(content.size()),
        frame.constData(), static_cast<size_t>(frame.size()));
    if (ZSTD_isError(read))
        return damaged(path, QString::fromLatin1(ZSTD_getErrorName(read)));
    if (nameOf(content) != name)
        return damaged(path, QStringLiteral("its content is not what its name says"));
    return content;
}

bool BlobStore::remove(const BlobName &name)
{
    const std::lock_guard lock(m_mutex);
    return !m_claims.contains(name) && QFile::remove(pathOf(name));
}

std::vector<BlobName> BlobStore::names(qint64 beforeMs) const
{
    std::vector<BlobName> found;
    QDirIterator files(m_directory, {QStringLiteral("*.zst")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QFileInfo file = files.nextFileInfo();
        const BlobName name = QByteArray::fromHex((file.dir().dirName() + file.baseName()).toLatin1());
        if (name.size() == NameSize && file.lastModified(QTimeZone::UTC).toMSecsSinceEpoch() < beforeMs)
            found.push_back(name);
    }
    return found;
}

} // namespace pilothouse
