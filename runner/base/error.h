#pragma once

#include <QString>

#include <expected>

namespace pilothouse {

/// A stable, machine-readable name of a failure such as "engine.unavailable". Each folder declares its own as
/// `inline constexpr ErrorCode EngineUnavailable {"engine.unavailable"};`; scripts may rely on the names.
struct ErrorCode {
    QLatin1StringView name;

    constexpr ErrorCode() = default;
    constexpr explicit ErrorCode(const char *literal) : name(literal) { }
    friend bool operator==(const ErrorCode &, const ErrorCode &) = default;
};

/// A failure that was expected to be possible. Logic looks at `code`; people read `message`.
struct Error {
    ErrorCode code;
    QString
        message; ///< One or two sentences for a person: what happened and what to do. Already translated or English.
    QString cause; ///< The words of whatever failed beneath (a library, the engine); may be empty. Untrusted text.

    friend bool operator==(const Error &, const Error &) = default;
};

template <class T> using Result = std::expected<T, Error>;

/// The unexpected value of a Result: `return failure(Cancelled, tr("…"));`
[[nodiscard]] std::unexpected<Error> failure(ErrorCode code, QString message, QString cause = {});

// Codes that any folder may use.
inline constexpr ErrorCode Cancelled{"cancelled"};
inline constexpr ErrorCode TimedOut{"timed_out"};
inline constexpr ErrorCode IoFailed{"io.failed"};
inline constexpr ErrorCode DiskFull{"io.disk_full"};
inline constexpr ErrorCode NotFound{"not_found"};
inline constexpr ErrorCode InvalidArgument{"invalid_argument"};
inline constexpr ErrorCode LimitExceeded{"limit_exceeded"};
inline constexpr ErrorCode ProtocolViolated{"protocol.violated"};

} // namespace pilothouse
