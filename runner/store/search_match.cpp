#include "runner/store/search_match.h"

#include <algorithm>
#include <vector>

namespace pilothouse {
namespace {

constexpr qsizetype LongestQuery = 1000;
constexpr qsizetype MostTerms = 32;
constexpr qsizetype ExcerptLength = 240;
constexpr qsizetype ExcerptBefore = 60;

struct Term {
    QString text;
    bool quoted = false;
};

/// FTS5 finds no token in a term without letters and digits, and a query with such a term finds nothing.
bool hasWord(const QString &text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.isLetterOrNumber() || c.isSurrogate(); });
}

std::vector<Term> termsOf(const QString &text)
{
    std::vector<Term> terms;
    Term term;
    const auto finish = [&] {
        if (hasWord(term.text) && std::ssize(terms) < MostTerms)
            terms.push_back(term);
        term = {};
    };
    for (const QChar c : QStringView(text).left(LongestQuery)) {
        if (c == u'"') {
            const bool opens = !term.quoted;
            finish();
            term.quoted = opens;
        } else if (!term.quoted && c.isSpace()) {
            finish();
        } else if (!c.isNull()) {
            term.text += c;
        }
    }
    finish();
    return terms;
}

} // namespace

QString searchExpression(const QString &text)
{
    const std::vector<Term> terms = termsOf(text);
    QStringList parts;
    for (const Term &term : terms)
        parts.append(u'"' % term.text % u'"'); // holds no quote: they separate the terms
    const bool isBeginning = !terms.empty() && !terms.back().quoted && !text.back().isSpace();
    return parts.join(u' ') % (isBeginning ? QStringLiteral("*") : QString());
}

QStringList searchTerms(const QString &text)
{
    QStringList found;
    for (const Term &term : termsOf(text))
        found.append(term.text);
    return found;
}

QString excerpt(const QString &text, const QStringList &terms)
{
    qsizetype at = -1;
    for (const QString &term : terms) {
        at = text.indexOf(term, 0, Qt::CaseInsensitive);
        if (at >= 0)
            break;
    }
    qsizetype start = std::max<qsizetype>(0, at - ExcerptBefore);
    if (start > 0) {
        // Begin at a word where one begins soon.
        const qsizetype space = text.indexOf(u' ', start);
        if (space >= 0 && space < at)
            start = space + 1;
    }
    const QString piece = text.mid(start, ExcerptLength).simplified();
    return (start > 0 ? QStringLiteral("…") : QString()) % piece
        % (start + ExcerptLength < text.size() ? QStringLiteral("…") : QString());
}

} // namespace pilothouse
