#pragma once

#include <QByteArray>
#include <QString>

namespace pilothouse::bench {

/// The floor that the store is compared with: a file that is appended to and flushed, and nothing else.
class RawLog final {
public:
    explicit RawLog(const QString &path);
    ~RawLog();
    RawLog(const RawLog &) = delete;
    RawLog &operator=(const RawLog &) = delete;

    void append(const QByteArray &bytes); ///< One write().
    void flush(); ///< fdatasync(), or what the system has for it.

private:
    qintptr m_handle;
};

/// Seconds of processor time that this process used, all threads together.
[[nodiscard]] double processorSeconds();

} // namespace pilothouse::bench
