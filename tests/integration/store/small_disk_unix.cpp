#include "tests/integration/store/small_disk.h"

#include <QFile>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace pilothouse::test {
namespace {

void must(int result, const char *what)
{
    if (result < 0)
        qFatal("%s: %s", what, std::strerror(errno));
}

void writeFile(const char *path, const QByteArray &text)
{
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    must(file, path);
    must(static_cast<int>(::write(file, text.constData(), static_cast<size_t>(text.size()))), path);
    ::close(file);
}

QByteArray ballast(const QString &directory)
{
    return QFile::encodeName(directory + QStringLiteral("/ballast"));
}

} // namespace

void SmallDisk::enterOwnNamespace()
{
    if (::geteuid() == 0) {
        must(::unshare(CLONE_NEWNS), "unshare");
    } else {
        const QByteArray uid = QByteArray::number(::geteuid());
        const QByteArray gid = QByteArray::number(::getegid());
        must(::unshare(CLONE_NEWUSER | CLONE_NEWNS), "unshare");
        writeFile("/proc/self/setgroups", "deny");
        writeFile("/proc/self/uid_map", "0 " + uid + " 1");
        writeFile("/proc/self/gid_map", "0 " + gid + " 1");
    }
    must(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "mount");
}

SmallDisk::SmallDisk(int megabytes)
{
    const QByteArray options = "size=" + QByteArray::number(megabytes) + "m,mode=0700";
    must(::mount("tmpfs", QFile::encodeName(path()).constData(), "tmpfs", MS_NOSUID | MS_NODEV, options.constData()),
        "mount");
}

SmallDisk::~SmallDisk()
{
    must(::umount2(QFile::encodeName(path()).constData(), MNT_DETACH), "umount");
}

void SmallDisk::fill()
{
    const int file = ::open(ballast(path()).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    must(file, "ballast");
    const QByteArray block(1024 * 1024, 'b');
    for (qsizetype size = block.size(); size > 0;) {
        if (::write(file, block.constData(), static_cast<size_t>(size)) <= 0)
            size /= 2;
    }
    ::close(file);
}

void SmallDisk::makeRoom()
{
    must(::unlink(ballast(path()).constData()), "unlink");
}

} // namespace pilothouse::test
