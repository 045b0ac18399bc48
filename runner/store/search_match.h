#pragma once

#include <QString>
#include <QStringList>

namespace pilothouse {

/// What a person typed into a search field, as an expression of SQLite's FTS5: every word must occur; "words in quotes"
/// next to each other; the last word, when it is not in quotes, may be the beginning of one. Nothing they type has
/// another meaning. Empty when there is nothing to look for. At most 32 words are looked for.
[[nodiscard]] QString searchExpression(const QString &text);

/// The words and quoted phrases of it, in order.
[[nodiscard]] QStringList searchTerms(const QString &text);

/// At most some 240 characters of `text` around the first of the terms that occurs, as one line.
[[nodiscard]] QString excerpt(const QString &text, const QStringList &terms);

} // namespace pilothouse
