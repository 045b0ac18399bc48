#include "app/cli/open_folder.h"

#include <QProcess>

namespace pilothouse::cli {

bool openFolder(const QString &path)
{
    return QProcess::startDetached(QStringLiteral("open"), {path});
}

} // namespace pilothouse::cli
