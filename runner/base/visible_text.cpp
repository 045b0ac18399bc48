#include "runner/base/visible_text.h"

#include "runner/base/hidden_characters.h"

#include <algorithm>

namespace pilothouse {

QString visibleText(QStringView text, LineBreaks lineBreaks)
{
    // Most text is plain.
    if (std::ranges::all_of(text, [](QChar c) { return c >= u' ' && c <= u'~'; }))
        return text.toString();
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar unit = text[i];
        char32_t c = unit.unicode();
        if (unit.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(unit, text[i + 1]);
            if (isHiddenCharacter(c))
                out += signOfHidden(c);
            else
                out += text.sliced(i, 2);
            ++i;
            continue;
        }
        if (c == U'\t' || (c == U'\n' && lineBreaks == LineBreaks::Keep)) {
            out += unit;
        } else if (c == U'\r' && lineBreaks == LineBreaks::Keep && i + 1 < text.size() && text[i + 1] == u'\n') {
            continue;
        } else if (isHiddenCharacter(c)) {
            out += signOfHidden(c);
        } else {
            out += unit;
        }
    }
    return out;
}

bool hidesSomething(QStringView text)
{
    return visibleText(text) != text;
}

} // namespace pilothouse
