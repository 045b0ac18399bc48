#include "runner/base/visible_text.h"

#include <algorithm>

namespace pilothouse {

namespace {

bool isInvisible(char32_t c)
{
    if (c == 0x00AD || c == 0x061C || c == 0x180E || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0)
        return true;
    if (c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F))
        return false; // joiner and variation selectors belong to emoji sequences
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF
        || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

bool isControl(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

void appendMark(QString &out, char32_t c)
{
    if (c < 0x20)
        out += QChar(static_cast<char16_t>(0x2400 + c)); // the "control pictures" block
    else if (c == 0x7F)
        out += QChar(u'\u2421');
    else
        out += QStringLiteral("\u27E8U+%1\u27E9")
                   .arg(QString::number(static_cast<uint>(c), 16).toUpper().rightJustified(4, QLatin1Char('0')));
}

} // namespace

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
            if (isInvisible(c))
                appendMark(out, c);
            else
                out += text.sliced(i, 2);
            ++i;
            continue;
        }
        if (c == U'\t' || (c == U'\n' && lineBreaks == LineBreaks::Keep)) {
            out += unit;
        } else if (c == U'\r' && lineBreaks == LineBreaks::Keep && i + 1 < text.size() && text[i + 1] == u'\n') {
            continue;
        } else if (isControl(c) || isInvisible(c) || unit.isSurrogate()) {
            appendMark(out, c);
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
