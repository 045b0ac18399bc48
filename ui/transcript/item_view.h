#pragma once

#include "runner/agent/transcript.h"
#include "ui/review/inline_diff.h"
#include "ui/transcript/markdown_sections.h"
#include "ui/transcript/row_builder.h"

#include <QCoreApplication>

#include <optional>

namespace pilothouse {

/// One item of the transcript as rows of a painted list. Rows are small, so that only what is seen is laid out; a
/// change of the item tells which rows it touched.
class ItemView final {
    Q_DECLARE_TR_FUNCTIONS(pilothouse::ItemView)

public:
    enum class Detail { Collapsed, Preview, Full };

    /// The place of the rows; times are milliseconds since 1970 UTC.
    struct Place {
        const Theme &theme;
        qreal left = 0;
        qreal width = 0;
        qint64 nowMs = 0;
    };

    explicit ItemView(Transcript::Item item);

    /// Takes a newer version of the item; returns the first row that is not as it was.
    size_t update(Transcript::Item item);
    [[nodiscard]] const TranscriptItem &item() const { return *m_item; }

    [[nodiscard]] size_t rowCount() const { return m_rowCount; }
    /// A question that is still open: its row is a widget that the view makes.
    [[nodiscard]] const QuestionItem *openQuestion() const;
    /// A time in it goes on, so that it has to be laid out again every second.
    [[nodiscard]] bool isTicking() const;
    [[nodiscard]] qreal gapBefore(size_t row) const;
    [[nodiscard]] qreal estimatedHeight(size_t row, qreal width) const;
    [[nodiscard]] std::unique_ptr<RowLayout> layout(size_t row, const Place &place) const;
    /// The row's text as it came, for copying rows that were never laid out.
    [[nodiscard]] QString plainText(size_t row) const;

    /// A click on what opens and closes it, or on "show all". True when its rows changed.
    bool toggle();
    bool showAll();

private:
    /// A piece of a tool call's body: some lines of one diff or of the output.
    struct BodyPart {
        int diff = -1; ///< Index into m_diffs; -1: output.
        qsizetype from = 0;
        qsizetype count = 0;
        bool first = false;
        qsizetype hidden = 0; ///< Lines that "show all" would bring, said below the part.
    };

    void rebuild();
    void rebuildToolBody(const ToolCallItem &call);
    void addParts(int diff, qsizetype lines, qsizetype previewFrom, qsizetype previewCount);
    [[nodiscard]] Detail defaultDetail() const;
    [[nodiscard]] Detail detail() const { return m_detail.value_or(defaultDetail()); }

    void layoutRow(RowBuilder &builder, const PromptItem &prompt, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const MessageItem &message, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const ToolCallItem &call, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const QuestionItem &question, size_t row, const Place &place) const;
    [[nodiscard]] static QString egressWords(const QuestionItem &question, const QString &by);
    void layoutRow(RowBuilder &builder, const PlanItem &plan, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const NoticeItem &notice, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const CompactionItem &compaction, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const ModeItem &mode, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const TurnEndItem &end, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const ExitItem &exit, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const SnapshotItem &snapshot, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const AcceptedItem &accepted, size_t row, const Place &place) const;
    void layoutRow(RowBuilder &builder, const GarbageItem &garbage, size_t row, const Place &place) const;

    void toolHeader(RowBuilder &builder, const ToolCallItem &call, const Place &place) const;
    void toolBody(RowBuilder &builder, const ToolCallItem &call, const BodyPart &part, bool last) const;
    void diffLines(RowBuilder &builder, const BodyPart &part) const;

    Transcript::Item m_item;
    size_t m_rowCount = 1;
    std::optional<Detail> m_detail; ///< What the person chose.
    MarkdownSections m_sections; ///< Of messages.
    std::vector<InlineDiff> m_diffs;
    std::vector<QString> m_diffPaths;
    QStringList m_output;
    bool m_outputCut = false;
    std::vector<BodyPart> m_body;
};

} // namespace pilothouse
