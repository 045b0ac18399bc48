#pragma once

#include "runner/base/error.h"
#include "runner/egress/model_request.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace pilothouse {

/// Tokens of one model request, in one way of counting for all providers: `cached` and `cacheWrite` are disjoint parts
/// of `prompt`, `reasoning` is a part of `completion`.
struct ModelUsage {
    qint64 prompt = 0;
    qint64 completion = 0;
    qint64 cached = 0; ///< Read from the provider's cache.
    qint64 cacheWrite = 0; ///< Written into the provider's cache.
    qint64 reasoning = 0;
    bool estimated = false; ///< The endpoint reported none (a cut stream), so these follow from the sizes.

    friend bool operator==(const ModelUsage &, const ModelUsage &) = default;
};

/// What an answer said so far about itself.
struct AnswerReading {
    std::optional<ModelUsage> usage;
    bool complete = false; ///< The answer says itself that it is whole.
    qint64 contentBytes = 0; ///< Of text, thought and tool calls.
};

/// Reads the usage out of an answer while it passes, whether it is one JSON text or a stream of events, in any of the
/// protocols. The answer is untrusted: memory is bounded, nonsense counts nothing, negative numbers count zero.
class UsageMeter final {
public:
    enum class Format { Json, EventStream };

    explicit UsageMeter(Format format, ModelProtocolName protocol = ModelProtocolName::Chat)
        : m_format(format),
          m_protocol(protocol)
    { }

    void feed(QByteArrayView bytes);
    /// Call once, after the last byte.
    void finish();

    [[nodiscard]] const std::optional<ModelUsage> &usage() const { return m_reading.usage; }
    /// True when the answer says itself that it is whole: its protocol's last event or a reason to finish in a stream,
    /// valid JSON otherwise.
    [[nodiscard]] bool isComplete() const { return m_reading.complete; }
    /// Bytes of text, thought and tool calls so far, for an estimate.
    [[nodiscard]] qint64 contentBytes() const { return m_reading.contentBytes; }

private:
    void takeLine(QByteArrayView line);

    Format m_format;
    ModelProtocolName m_protocol;
    QByteArray m_pending; ///< The unfinished line, or the whole JSON text.
    bool m_overflown = false; ///< The line or text is longer than we look at; skipped to its end.
    AnswerReading m_reading;
};

} // namespace pilothouse
