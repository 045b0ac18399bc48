#include "runner/session/host_checks.h"

#include <QCoreApplication>
#include <QStandardPaths>
#include <QStorageInfo>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qint64 Gibibyte = qint64(1) << 30;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(HostChecks)
};

EngineCheck disk(const QString &directory)
{
    const QStorageInfo storage(directory);
    const qint64 free = storage.bytesAvailable();
    const QString amount = QString::number(static_cast<double>(free) / static_cast<double>(Gibibyte), 'f', 1);
    if (free < Gibibyte / 2)
        return {u"host.disk"_s, CheckState::Failed,
            Words::tr("Only %1 GiB are free where the data directory lies. Sessions stop when it is full.").arg(amount),
            u"df -h '%1'"_s.arg(directory)};
    if (free < 5 * Gibibyte)
        return {u"host.disk"_s, CheckState::Warning,
            Words::tr("%1 GiB are free where the data directory lies. An image takes about 1 GiB.").arg(amount),
            u"df -h '%1'"_s.arg(directory)};
    return {
        u"host.disk"_s, CheckState::Ok, Words::tr("%1 GiB are free where the data directory lies.").arg(amount), {}};
}

EngineCheck program(const QString &name, const QString &why, const QString &command)
{
    if (!QStandardPaths::findExecutable(name).isEmpty())
        return {u"host."_s + name, CheckState::Ok, Words::tr("%1 is installed.").arg(name), {}};
    return {u"host."_s + name, CheckState::Warning, Words::tr("%1 is not installed: %2").arg(name, why), command};
}

} // namespace

std::vector<EngineCheck> checkHost(const QString &dataDirectory)
{
    return {
        disk(dataDirectory),
        program(u"npm"_s, Words::tr("agents cannot be downloaded."), u"apt-get install npm"_s),
        program(u"apt-get"_s, Words::tr("images cannot be built from this machine's packages."), {}),
    };
}

} // namespace pilothouse
