#include "tests/gui/widgets/shown_changes.h"
#include "ui/review/file_tree_delegate.h"
#include "ui/review/mark_decorations.h"
#include "ui/review/review_progress.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QLineEdit>
#include <QSignalSpy>

using namespace pilothouse;

/// The tree of changed files, and how lines and rows are marked.
class TestChangedFiles final : public ShownChanges {
    Q_OBJECT

private Q_SLOTS:
    void filesAreATreeWithSensitiveOnesFirst();
    void newerChangesBecomeRows();
    void filterShowsWhatFits_data();
    void filterShowsWhatFits();
    void linesAreDecoratedByWhatWasDecided_data();
    void linesAreDecoratedByWhatWasDecided();
    void decorationsAreSplitWhereSomethingBegins();
    void aFileIsFoundByItsName();
    void whatWasOnTheScreenIsSeen();
    void screenReadersKnowFilesAndDecisions();
};

void TestChangedFiles::filesAreATreeWithSensitiveOnesFirst()
{
    show();
    const FileTreeModel *model = tree();
    QStringList rows;
    const auto walk = [&](const auto &self, const QModelIndex &parent, int depth) -> void {
        for (int row = 0; row < model->rowCount(parent); ++row) {
            const QModelIndex index = model->index(row, 0, parent);
            rows.append(QString(depth, u'-') + index.data().toString());
            self(self, index, depth + 1);
        }
    };
    walk(walk, {}, 0);
    QCOMPARE(rows,
        (QStringList{QStringLiteral("Needs a close look"), QStringLiteral("-AGENTS.md"), QStringLiteral("docs"),
            QStringLiteral("-rounding.md"), QStringLiteral("lib"),
            QStringLiteral("-old/very/long/path/to/a/file/that/is"), QStringLiteral("--gone.awk"),
            QStringLiteral("-tables"), QStringLiteral("--table.awk"), QStringLiteral("-money.awk"),
            QStringLiteral("tests"), QStringLiteral("-run.sh")}));
    // The lines come in the same order.
    QCOMPARE(m_view->document().change(0).path(), QByteArray("AGENTS.md"));
    QCOMPARE(m_view->document().change(5).path(), QByteArray("tests/run.sh"));
}

void TestChangedFiles::newerChangesBecomeRows()
{
    FileTreeModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const auto set = [](const std::vector<const char *> &paths) {
        auto out = std::make_shared<ChangeSet>();
        for (const char *path : paths) {
            FileChange change;
            change.oldPath = change.newPath = path;
            change.oldMode = change.newMode = 0100644;
            out->files.append(change);
        }
        return out;
    };
    model.setChanges(set({"a/b/c.txt", "a/b/d.txt", "e.txt"}), {});
    QCOMPARE(model.order(), (std::vector<int>{0, 1, 2}));
    const QPersistentModelIndex kept = model.indexOf(QByteArray("a/b/d.txt"));
    model.setChanges(set({"a/b/d.txt", "a/x.txt", "e.txt", "f.txt"}), {});
    QVERIFY(model.indexOf(QByteArray("f.txt")).isValid());
    QCOMPARE(model.order().size(), 4U);
    TreeMark careful;
    careful.sensitive = SensitiveMark{SensitiveMark::When::GitRuns, QStringLiteral("git")};
    model.setChanges(set({"a/b/d.txt", "a/x.txt", "e.txt"}), {{"e.txt", careful}});
    QCOMPARE(model.order(), (std::vector<int>{2, 0, 1}));
    model.setChanges({}, {});
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(reset.size(), 0);
    Q_UNUSED(kept);
}

void TestChangedFiles::filterShowsWhatFits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("show");
    QTest::addColumn<int>("files");
    const auto row = [](const char *name, const char *text, FileFilter::Show show, int files) {
        QTest::newRow(name) << QString::fromUtf8(text) << static_cast<int>(show) << files;
    };
    row("everything", "", FileFilter::Show::All, 6);
    row("by a part of the path", "lib", FileFilter::Show::All, 3);
    row("in any case", "MONEY", FileFilter::Show::All, 1);
    row("by two words", "awk tables", FileFilter::Show::All, 1);
    row("nothing fits", "zzz", FileFilter::Show::All, 0);
    row("only sensitive", "", FileFilter::Show::Sensitive, 1);
    row("only undecided", "", FileFilter::Show::Undecided, 6);
    row("only with comments", "", FileFilter::Show::Commented, 0);
}

void TestChangedFiles::filterShowsWhatFits()
{
    QFETCH(const QString, text);
    QFETCH(const int, show);
    QFETCH(const int, files);
    this->show();
    FileFilter filter;
    filter.text = text;
    filter.show = static_cast<FileFilter::Show>(show);
    auto *model = const_cast<FileTreeModel *>(tree());
    const QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model->setFilter(filter);
    QCOMPARE(model->order().size(), static_cast<size_t>(files));
}

void TestChangedFiles::linesAreDecoratedByWhatWasDecided_data()
{
    using Ranges = std::vector<LineRange>;
    QTest::addColumn<Ranges>("accepted");
    QTest::addColumn<Ranges>("rejected");
    QTest::addColumn<Ranges>("unseen");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << Ranges{} << Ranges{} << Ranges{} << QString();
    QTest::newRow("one of each") << Ranges{{1, 2}} << Ranges{{5, 1}} << Ranges{{9, 3}}
                                 << QStringLiteral("1+2a 5+1r 9+3u ");
    QTest::newRow("not seen and accepted in part")
        << Ranges{{2, 2}} << Ranges{} << Ranges{{1, 4}} << QStringLiteral("1+1u 2+2au 4+1u ");
    QTest::newRow("neighbours") << Ranges{{1, 2}, {3, 2}} << Ranges{{5, 1}} << Ranges{} << QStringLiteral("1+4a 5+1r ");
}

void TestChangedFiles::linesAreDecoratedByWhatWasDecided()
{
    using Ranges = std::vector<LineRange>;
    QFETCH(const Ranges, accepted);
    QFETCH(const Ranges, rejected);
    QFETCH(const Ranges, unseen);
    QFETCH(const QString, expected);
    QString words;
    for (const LineDecoration &part : lineDecorations(accepted, rejected, unseen)) {
        words += QStringLiteral("%1+%2").arg(part.lines.first).arg(part.lines.count);
        words += part.decision == LineDecision::Accepted ? QStringLiteral("a")
            : part.decision == LineDecision::Rejected    ? QStringLiteral("r")
                                                         : QString();
        words += part.unseen ? QStringLiteral("u ") : QStringLiteral(" ");
    }
    QCOMPARE(words, expected);
}

void TestChangedFiles::decorationsAreSplitWhereSomethingBegins()
{
    const std::vector<LineDecoration> before = lineDecorations({{2, 4}}, {{10, 2}}, {});
    QString words;
    const auto parts = decoratedOn(before, {{0, 1}, {4, 4}, {11, 3}},
        [](LineDecoration &part, size_t range) { part.originGroup = int(range) + 1; });
    for (const LineDecoration &part : parts) {
        words += QStringLiteral("%1+%2").arg(part.lines.first).arg(part.lines.count);
        words += part.decision == LineDecision::Accepted ? QStringLiteral("a")
            : part.decision == LineDecision::Rejected    ? QStringLiteral("r")
                                                         : QString();
        words += QStringLiteral("%1 ").arg(part.originGroup > 0 ? QString::number(-part.originGroup) : QString());
    }
    QCOMPARE(words, QStringLiteral("0+1-1 2+2a 4+2a-2 6+2-2 10+1r 11+1r-3 12+2-3 "));
}

void TestChangedFiles::aFileIsFoundByItsName()
{
    show();
    key(Qt::Key_T);
    auto *filter = child<QLineEdit>("fileFilter");
    QTRY_VERIFY(filter->hasFocus());
    QTest::keyClicks(filter, QStringLiteral("run.sh"));
    QCOMPARE(m_view->document().fileCount(), 1);
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(m_view->document().fileCount(), 6);
    QCOMPARE(currentPath(), QByteArray("tests/run.sh"));
    QVERIFY(m_view->hasFocus());
}

void TestChangedFiles::whatWasOnTheScreenIsSeen()
{
    show();
    QCOMPARE(mark("AGENTS.md").view, TreeMark::View::Unseen);
    QVERIFY(QTest::qWaitForWindowActive(m_changes.get()));
    QTRY_COMPARE(mark("AGENTS.md").view, TreeMark::View::Seen);
    QVERIFY(m_changes->review().marks()->reviewed > 0);
    auto *progress = child<ReviewProgress>("reviewProgress");
    QVERIFY(progress->text().contains(QString::number(m_changes->review().marks()->reviewed)));
}

void TestChangedFiles::screenReadersKnowFilesAndDecisions()
{
    show();
    goTo("docs/rounding.md");
    key(Qt::Key_A);
    QTRY_COMPARE(mark("docs/rounding.md").decision, FileDecision::Accepted);
    auto *files = child<QTreeView>("changedFiles");
    QAccessibleInterface *tree = QAccessible::queryAccessibleInterface(files);
    QVERIFY(tree);
    QVERIFY(!tree->text(QAccessible::Name).isEmpty());
    QStringList names;
    for (int i = 0; i < tree->childCount(); ++i) {
        if (QAccessibleInterface *row = tree->child(i))
            names.append(row->text(QAccessible::Name));
    }
    const auto has = [&names](const char *words) {
        return std::ranges::any_of(names, [&](const QString &name) { return name.contains(QString::fromUtf8(words)); });
    };
    QVERIFY2(has("docs/rounding.md, added, 14 lines added, 0 removed, accepted"), qPrintable(names.join(u'\n')));
    QVERIFY(has("Tells coding agents what to do"));
    QVERIFY(has("undecided"));
    for (const QWidget *widget : m_changes->findChildren<QWidget *>()) {
        if (widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy()) {
            QAccessibleInterface *known = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            QVERIFY2(known && !known->text(QAccessible::Name).isEmpty(), qPrintable(widget->objectName()));
        }
    }
}

QTEST_MAIN(TestChangedFiles)
#include "tst_changed_files.moc"
