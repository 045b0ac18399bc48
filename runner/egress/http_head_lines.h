#pragma once

#include "runner/egress/http_head.h"

namespace pilothouse {

/// A head cut into its parts and nothing more.
struct HttpHeadLines {
    QByteArray start; ///< The request or status line.
    HttpFields fields; ///< Values without the blanks around them.
};

enum class HttpMessage : quint8 { Request, Response };

/// Cuts a whole head, with its empty line, at CRLF and nowhere else; every name is a token, no value has control
/// characters. llhttp reads the same bytes and must find the same fields. Errors: ProtocolViolated, LimitExceeded.
[[nodiscard]] Result<HttpHeadLines> readHttpHeadLines(QByteArrayView head, HttpMessage message);

/// "name: value", as above, without its line end.
[[nodiscard]] bool isHttpField(QByteArrayView line);

/// What the body's framing fields say. Refused: both, several, any coding but chunked alone, lengths that are no plain
/// number, chunked below HTTP/1.1. Nothing: none is there. Error: ProtocolViolated.
[[nodiscard]] Result<std::optional<HttpFraming>> readHttpFraming(const HttpFields &fields, bool http11);

/// The fields but those for one connection or one proxy (RFC 9110, 7.6.1), also those that Connection names; and
/// without framing, which is made anew. Refused where Connection names what must not go. Error: ProtocolViolated.
[[nodiscard]] Result<HttpFields> endToEndFields(const HttpFields &fields);

/// The values of all fields of a name, in any case.
[[nodiscard]] QByteArrayList httpFieldValues(const HttpFields &fields, QByteArrayView name);
/// Whether a comma-separated field has this token.
[[nodiscard]] bool hasHttpToken(const HttpFields &fields, QByteArrayView name, QByteArrayView token);

[[nodiscard]] std::unexpected<Error> httpViolation(const char *cause);

} // namespace pilothouse
