#include "ui/transcript/markdown.h"

#include "runner/base/visible_text.h"

#include <md4c.h>

namespace pilothouse {

namespace {

constexpr int DeepestIndent = 8;
constexpr size_t MostCells = 2000;

QString fromUtf8(const MD_CHAR *text, MD_SIZE size)
{
    return QString::fromUtf8(text, static_cast<qsizetype>(size));
}

QString attribute(const MD_ATTRIBUTE &value)
{
    return value.text ? fromUtf8(value.text, value.size) : QString();
}

QString entity(QStringView text)
{
    static const std::pair<QLatin1StringView, char16_t> Names[] = {{QLatin1StringView("&amp;"), u'&'},
        {QLatin1StringView("&lt;"), u'<'}, {QLatin1StringView("&gt;"), u'>'}, {QLatin1StringView("&quot;"), u'"'},
        {QLatin1StringView("&nbsp;"), u'\u00A0'}, {QLatin1StringView("&apos;"), u'\''}};
    for (const auto &[name, character] : Names) {
        if (text == name)
            return QString(QChar(character));
    }
    return text.toString();
}

/// What md4c's callbacks build.
class Builder {
public:
    std::vector<MarkdownBlock> blocks;

    void enter(MD_BLOCKTYPE type, void *detail)
    {
        switch (type) {
        case MD_BLOCK_QUOTE:
            close();
            ++m_quotes;
            break;
        case MD_BLOCK_UL:
            close();
            m_lists.push_back({false, 0});
            break;
        case MD_BLOCK_OL:
            close();
            m_lists.push_back({true, static_cast<const MD_BLOCK_OL_DETAIL *>(detail)->start});
            break;
        case MD_BLOCK_LI:
            enterItem(static_cast<const MD_BLOCK_LI_DETAIL *>(detail));
            break;
        case MD_BLOCK_HR:
            open(MarkdownBlock::Kind::Rule);
            close();
            break;
        case MD_BLOCK_H:
            open(MarkdownBlock::Kind::Heading).level =
                static_cast<int>(static_cast<const MD_BLOCK_H_DETAIL *>(detail)->level);
            break;
        case MD_BLOCK_CODE:
            open(MarkdownBlock::Kind::Code).language =
                attribute(static_cast<const MD_BLOCK_CODE_DETAIL *>(detail)->lang);
            break;
        case MD_BLOCK_P:
            open(MarkdownBlock::Kind::Paragraph);
            break;
        case MD_BLOCK_TABLE:
            open(MarkdownBlock::Kind::Table);
            break;
        case MD_BLOCK_TR:
            m_block.rows.emplace_back();
            break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            if (!m_block.rows.empty() && ++m_cells < MostCells) {
                m_block.rows.back().emplace_back();
                m_target = &m_block.rows.back().back();
            } else {
                m_target = nullptr;
            }
            break;
        default:
            break;
        }
    }

    void leave(MD_BLOCKTYPE type)
    {
        switch (type) {
        case MD_BLOCK_QUOTE:
            close();
            --m_quotes;
            break;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            close();
            m_lists.pop_back();
            break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            m_target = nullptr;
            break;
        case MD_BLOCK_TR:
        case MD_BLOCK_THEAD:
        case MD_BLOCK_TBODY:
            break;
        default:
            close();
            break;
        }
    }

    void enterSpan(MD_SPANTYPE type, void *detail)
    {
        Open span;
        span.start = position();
        switch (type) {
        case MD_SPAN_EM:
            span.style = MarkdownSpan::Italic;
            break;
        case MD_SPAN_STRONG:
            span.style = MarkdownSpan::Bold;
            break;
        case MD_SPAN_CODE:
            span.style = MarkdownSpan::Code;
            break;
        case MD_SPAN_DEL:
            span.style = MarkdownSpan::Strike;
            break;
        case MD_SPAN_A:
            span.style = MarkdownSpan::Link;
            span.target = attribute(static_cast<const MD_SPAN_A_DETAIL *>(detail)->href);
            break;
        default:
            break;
        }
        m_spans.push_back(std::move(span));
    }

    void leaveSpan()
    {
        if (m_spans.empty())
            return;
        Open span = std::move(m_spans.back());
        m_spans.pop_back();
        const int end = position();
        if (m_target && span.style && end > span.start)
            m_target->spans.push_back({span.start, end - span.start, span.style, span.target});
    }

    void text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size)
    {
        if (!m_isOpen)
            open(MarkdownBlock::Kind::Paragraph); // the text of an item in a tight list
        if (!m_target)
            return;
        switch (type) {
        case MD_TEXT_BR:
            m_target->text += QChar(QChar::LineSeparator);
            break;
        case MD_TEXT_SOFTBR:
            m_target->text += QLatin1Char(' ');
            break;
        case MD_TEXT_NULLCHAR:
            m_target->text += QChar(QChar::ReplacementCharacter);
            break;
        case MD_TEXT_ENTITY:
            m_target->text += entity(fromUtf8(text, size));
            break;
        default:
            m_target->text += fromUtf8(text, size);
            break;
        }
    }

private:
    struct List {
        bool ordered;
        unsigned next;
    };
    struct Open {
        int start = 0;
        int style = 0;
        QString target;
    };

    [[nodiscard]] int position() const { return m_target ? static_cast<int>(m_target->text.size()) : 0; }

    void enterItem(const MD_BLOCK_LI_DETAIL *detail)
    {
        close();
        if (detail->is_task)
            m_marker = QString(QChar(detail->task_mark == ' ' ? u'\u2610' : u'\u2611'));
        else if (!m_lists.empty() && m_lists.back().ordered)
            m_marker = QStringLiteral("%1.").arg(m_lists.back().next++);
        else
            m_marker = QString(QChar(m_lists.size() % 2 ? u'\u2022' : u'\u25E6'));
    }

    MarkdownBlock &open(MarkdownBlock::Kind kind)
    {
        close();
        m_block = {};
        m_block.kind = kind;
        m_block.indent = qMin(static_cast<int>(m_lists.size()), DeepestIndent);
        m_block.quotes = qMin(m_quotes, DeepestIndent);
        m_block.marker = std::exchange(m_marker, QString());
        m_isOpen = true;
        m_target = kind == MarkdownBlock::Kind::Table ? nullptr : &m_block.content;
        return m_block;
    }

    void close()
    {
        if (!m_isOpen)
            return;
        m_isOpen = false;
        m_target = nullptr;
        m_spans.clear();
        if (m_block.kind == MarkdownBlock::Kind::Code && m_block.content.text.endsWith(u'\n'))
            m_block.content.text.chop(1);
        blocks.push_back(std::move(m_block));
        m_block = {};
    }

    MarkdownBlock m_block;
    bool m_isOpen = false;
    MarkdownText *m_target = nullptr;
    std::vector<Open> m_spans;
    std::vector<List> m_lists;
    QString m_marker;
    int m_quotes = 0;
    size_t m_cells = 0;
};

Builder &builder(void *data)
{
    return *static_cast<Builder *>(data);
}

} // namespace

std::vector<MarkdownBlock> parseMarkdown(QStringView text)
{
    const QByteArray bytes = visibleText(text).toUtf8();
    MD_PARSER parser{};
    parser.flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_TASKLISTS | MD_FLAG_STRIKETHROUGH;
    parser.enter_block = [](MD_BLOCKTYPE type, void *detail, void *data) {
        builder(data).enter(type, detail);
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void *, void *data) {
        builder(data).leave(type);
        return 0;
    };
    parser.enter_span = [](MD_SPANTYPE type, void *detail, void *data) {
        builder(data).enterSpan(type, detail);
        return 0;
    };
    parser.leave_span = [](MD_SPANTYPE, void *, void *data) {
        builder(data).leaveSpan();
        return 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR *chars, MD_SIZE size, void *data) {
        builder(data).text(type, chars, size);
        return 0;
    };
    Builder result;
    if (md_parse(bytes.constData(), static_cast<MD_SIZE>(bytes.size()), &parser, &result) != 0) {
        MarkdownBlock plain;
        plain.content.text = QString::fromUtf8(bytes);
        return {plain};
    }
    return std::move(result.blocks);
}

} // namespace pilothouse
