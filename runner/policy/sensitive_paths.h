#pragma once

#include "runner/base/error.h"

#include <QByteArrayList>

#include <optional>
#include <vector>

namespace pilothouse {

/// Paths on a web server that hand out secrets or administer it: resources/egress/sensitive_paths.json. A sandbox's
/// plain HTTP request for one is asked about or denied whatever its host's rule says. Immutable; any thread.
class SensitivePaths final {
public:
    enum class Answer : quint8 { Ask, Deny };

    /// The list in the program, read at the first call; a list that asks about everything where it cannot be read.
    [[nodiscard]] static const SensitivePaths &known();
    [[nodiscard]] static Result<SensitivePaths> builtIn();
    /// {date, source, paths: [{path, answer: "ask" or "deny"}]}. A path is names with slashes between them, found at
    /// any depth; `*` at a name's end stands for anything. Errors: JsonInvalid, LimitExceeded.
    [[nodiscard]] static Result<SensitivePaths> fromJson(const QByteArray &json);

    /// Of a path as normalisedHttpPath() writes it. Compared without case, with every percent code decoded and without
    /// what stands behind a semicolon in a name. Deny goes before Ask.
    [[nodiscard]] std::optional<Answer> find(const QByteArray &path) const;

private:
    struct Entry {
        QByteArrayList names;
        Answer answer = Answer::Ask;
    };
    std::vector<Entry> m_entries;
    bool m_everything = false;
};

} // namespace pilothouse
