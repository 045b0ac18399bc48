#pragma once

#include "runner/base/error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

namespace pilothouse {

/// The wire between a command and the process that holds the data directory: JSON objects, one a line, on a private
/// local socket. The client sends {"call": N, …command}; the server answers {"call": N, "item": {…}} any number of
/// times and then {"call": N, "answer": {…}} or {"call": N, "error": {code, message, cause}}. {"cancel": N} stops one.
namespace command_protocol {

inline constexpr qsizetype LineLimit = 128 * 1024 * 1024; ///< Events carry payloads of up to 64 MiB.
inline constexpr qsizetype RequestLimit = 1024 * 1024;

/// Cuts bytes into lines. Errors: LimitExceeded, from then on for good.
class LineReader {
public:
    explicit LineReader(qsizetype limit) : m_limit(limit) { }
    [[nodiscard]] Result<QList<QByteArray>> feed(QByteArrayView bytes);

private:
    qsizetype m_limit;
    QByteArray m_rest;
    bool m_failed = false;
};

} // namespace command_protocol

/// An error that another process of ours described. Its code lives as long as the program.
[[nodiscard]] Error errorFromJson(const QJsonObject &json);

} // namespace pilothouse
