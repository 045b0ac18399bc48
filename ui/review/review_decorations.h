#pragma once

#include "runner/workspace/selection.h"

#include <QHash>
#include <QString>

#include <vector>

namespace pilothouse {

/// The old or the new text of a change. Removed lines are lines of the old one; context and added lines of the new one.
enum class ReviewSide : quint8 { Old, New };

/// What the person did with changed lines.
enum class LineDecision : quint8 { None, Accepted, Rejected, Committed };

/// What is drawn about lines first … first + count - 1 of one side.
struct LineDecoration {
    LineRange lines;
    LineDecision decision = LineDecision::None;
    bool unseen = false; ///< Came or changed since the person last looked: a bar at the edge.
    bool dimmed = false; ///< Outside the filter ("only what this turn changed").
    QString origin; ///< Why the lines are there, in few words; shown in the gutter on demand.
    int originGroup = 0; ///< Lines of one origin have one number; neighbours of different groups are told apart.

    friend bool operator==(const LineDecoration &, const LineDecoration &) = default;
};

/// Comments on a line: a mark in the gutter.
struct GutterComment {
    ReviewSide side = ReviewSide::New;
    int line = 0; ///< From 0.
    int count = 1;
    bool resolved = false;
    bool draft = false;

    friend bool operator==(const GutterComment &, const GutterComment &) = default;
};

struct FileDecorations {
    bool viewed = false;
    bool staleView = false; ///< Was viewed, and changed since.
    LineDecision decision = LineDecision::None; ///< Of the whole file.
    QString warning; ///< Why the file asks for care ("runs when the folder is entered"); drawn in its header.
    QString note; ///< Few words for the header, such as "3 of 5 hunks".
    std::vector<LineDecoration> before; ///< Of the old text; ascending, not overlapping.
    std::vector<LineDecoration> after;
    std::vector<GutterComment> comments; ///< Ascending by line.

    friend bool operator==(const FileDecorations &, const FileDecorations &) = default;
};

/// Everything that a review adds to the painted lines, by FileChange::path(). Immutable; the window makes a new one.
struct ReviewDecorations {
    QHash<QByteArray, FileDecorations> files;

    friend bool operator==(const ReviewDecorations &, const ReviewDecorations &) = default;
};

} // namespace pilothouse
