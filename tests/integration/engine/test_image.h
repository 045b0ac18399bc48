#pragma once

#include <QByteArray>
#include <QString>

namespace pilothouse::test {

struct TestImage {
    QByteArray archive; ///< As `docker save` writes it.
    QString id; ///< "sha256:…", the hash of its configuration.
};

/// A tiny image whose configuration is as hostile as one can be: an entry point, a health check, a volume, a user,
/// labels and variables that must all have no effect. Holds /inside, the program of this folder.
[[nodiscard]] TestImage hostileImage();

} // namespace pilothouse::test
