#pragma once

#include <QString>
#include <QTemporaryDir>

namespace pilothouse::test {

/// A file system of a few megabytes that can really be full, in a mount namespace of this process alone. Needs the
/// right to mount: root, or user namespaces.
class SmallDisk final {
public:
    explicit SmallDisk(int megabytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    /// Must be called first in main(), while the process has one thread.
    static void enterOwnNamespace();

    [[nodiscard]] QString path() const { return m_directory.path(); }
    void fill(); ///< Until not one more byte can be written.
    void makeRoom(); ///< Takes back what fill() wrote.

private:
    QTemporaryDir m_directory;
};

} // namespace pilothouse::test
