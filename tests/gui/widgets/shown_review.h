#pragma once

#include "tests/gui/support/memory_source.h"
#include "ui/review/review_view.h"

#include <QTest>

namespace pilothouse {

inline QByteArray numbered(int from, int to, const QByteArray &words = "line ")
{
    QByteArray text;
    for (int i = from; i < to; ++i)
        text += words + QByteArray::number(i) + '\n';
    return text;
}

/// A document with its view, of a size at which about thirty lines are seen.
struct Shown {
    explicit Shown(const Theme &theme) : document(source), view(theme, document) { view.resize(800, 600); }
    void show()
    {
        document.setChanges(source.changes());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
    }
    [[nodiscard]] int yOf(const QByteArray &path, int line, ReviewSide side = ReviewSide::New) const
    {
        return view.rectOf({path, side, line}).y();
    }
    [[nodiscard]] QPoint textPoint(const QByteArray &path, int line, ReviewSide side = ReviewSide::New) const
    {
        const QRect rect = view.rectOf({path, side, line});
        return {rect.right() - 40, rect.center().y()};
    }
    MemorySource source;
    ReviewDocument document;
    ReviewView view;
};

} // namespace pilothouse
