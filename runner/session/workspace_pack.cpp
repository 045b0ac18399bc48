#include "runner/session/workspace_pack.h"

#include <QCoreApplication>
#include <QFile>
#include <QScopeGuard>

using namespace Qt::StringLiterals;

namespace pilothouse {

namespace {

constexpr qint64 PackPart = 256 * 1024;

} // namespace

Task<void> givePack(GuestLink &link, QString file)
{
    const auto pack = std::make_shared<QFile>(file);
    const auto done = qScopeGuard([pack] { pack->remove(); });
    if (!pack->open(QIODevice::ReadOnly))
        co_return failure(IoFailed, QCoreApplication::translate("Session", "A snapshot's files cannot be read back."),
            pack->errorString());
    const auto source = [pack]() -> Task<QByteArray> { co_return pack->read(PackPart); };
    co_return co_await link.packIn(source);
}

} // namespace pilothouse
