#pragma once

#include <QHashFunctions>
#include <QString>

#include <compare>

namespace pilothouse {

/// A number that names one thing of a kind; ids of different kinds do not convert to each other. 0 names nothing.
template <class Tag> struct NumberId {
    qint64 value = 0;

    constexpr NumberId() = default;
    constexpr explicit NumberId(qint64 number) : value(number) { }
    [[nodiscard]] constexpr bool isValid() const { return value > 0; }
    friend auto operator<=>(const NumberId &, const NumberId &) = default;
    friend size_t qHash(NumberId id, size_t seed = 0) noexcept { return ::qHash(id.value, seed); }
};

/// The same with a text, for names that others chose.
template <class Tag> struct TextId {
    QString value;

    TextId() = default;
    explicit TextId(QString text) : value(std::move(text)) { }
    [[nodiscard]] bool isValid() const { return !value.isEmpty(); }
    friend auto operator<=>(const TextId &, const TextId &) = default;
    friend size_t qHash(const TextId &id, size_t seed = 0) noexcept { return ::qHash(id.value, seed); }
};

using SessionId = NumberId<struct SessionTag>;
using RepositoryId =
    NumberId<struct RepositoryTag>; ///< A repository of the person that Pilothouse has a base store for.
using ApprovalId = TextId<struct ApprovalTag>; ///< Unique within its session.
using ToolCallId = TextId<struct ToolCallTag>; ///< Chosen by the agent, unique within its session.
using ObjectId = TextId<struct ObjectTag>; ///< A git object name, 40 or 64 lower-case hexadecimal digits.

} // namespace pilothouse
