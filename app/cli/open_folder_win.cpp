#include "app/cli/open_folder.h"

#include <QDir>
#include <QProcess>

namespace pilothouse::cli {

bool openFolder(const QString &path)
{
    return QProcess::startDetached(QStringLiteral("explorer"), {QDir::toNativeSeparators(path)});
}

} // namespace pilothouse::cli
