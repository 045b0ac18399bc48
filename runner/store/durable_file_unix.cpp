#include "runner/store/durable_file.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace pilothouse {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) { }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    [[nodiscard]] int number() const { return m_number; }

private:
    int m_number;
};

std::unexpected<Error> systemFailure(const QString &path, int number)
{
    const QString cause = QString::fromLocal8Bit(std::strerror(number));
    if (number == ENOSPC || number == EDQUOT)
        return failure(DiskFull,
            QCoreApplication::translate("Store",
                "There is no room left on the disk of the data directory. Free some space; Pilothouse goes on by "
                "itself."),
            cause);
    return failure(IoFailed,
        QCoreApplication::translate(
            "Store", "The file %1 cannot be written. Check the disk and the permissions of the data directory.")
            .arg(path),
        cause);
}

bool writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(descriptor, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += written;
    }
    return true;
}

} // namespace

Result<void> writeDurably(const QString &path, const QByteArray &bytes)
{
    const QByteArray target = QFile::encodeName(path);
    const QByteArray temporary = target + ".new";
    const Descriptor file(::open(temporary.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.number() < 0)
        return systemFailure(path, errno);
    if (!writeAll(file.number(), bytes) || ::fsync(file.number()) != 0
        || ::rename(temporary.constData(), target.constData()) != 0) {
        const int number = errno;
        ::unlink(temporary.constData());
        return systemFailure(path, number);
    }
    return {};
}

Result<void> appendDurably(const QString &path, qint64 size, const QByteArray &bytes)
{
    const Descriptor file(
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.number() < 0)
        return systemFailure(path, errno);
    const auto start = static_cast<off_t>(size);
    if (::ftruncate(file.number(), start) != 0 || ::lseek(file.number(), start, SEEK_SET) != start
        || !writeAll(file.number(), bytes) || ::fsync(file.number()) != 0) {
        const int number = errno;
        if (::ftruncate(file.number(), start) == 0)
            ::fsync(file.number());
        return systemFailure(path, number);
    }
    return {};
}

Result<void> syncDirectory(const QString &path)
{
    const Descriptor directory(::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.number() < 0 || ::fsync(directory.number()) != 0)
        return systemFailure(path, errno);
    return {};
}

} // namespace pilothouse
