#pragma once

#include "tests/gui/support/fake_runner.h"
#include "tests/gui/support/review_samples.h"
#include "tests/gui/support/samples.h"
#include "ui/review/changes_view.h"
#include "ui/review/file_tree_model.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QTest>
#include <QTreeView>

namespace pilothouse {

/// A review by keys and mouse, on a real store and fold without a sandbox: what each of its tests begins with.
class ShownChanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(SchemePreference::Light);
        QApplication::setStyle(new Style(*m_theme));
    }
    void init() { m_runner = std::make_unique<FakeRunner>(); }
    void cleanup()
    {
        m_changes.reset();
        m_runner.reset();
    }

protected:
    /// `large`: so many files; 0: the six of the sample.
    void show(int large = 0)
    {
        if (large > 0)
            samples::addLarge(*m_runner, large);
        else
            samples::addLedger(*m_runner);
        m_changes = std::make_unique<ChangesView>(*m_theme, *m_runner);
        m_changes->resize(1000, 800);
        m_view = m_changes->findChild<ReviewView *>(QStringLiteral("diff"));
        connect(m_runner.get(), &RunnerApi::sessionChanged, m_changes.get(),
            [this](SessionId id) { m_changes->setState(m_runner->session(id)); });
        m_changes->setSession(SessionId(1));
        m_runner->setState(samples::sessionState(SessionId(1), SessionPhase::Idle, samples::finishedTurn()));
        m_changes->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_changes.get()));
        m_changes->activateWindow();
        m_view->setFocus();
        QTRY_VERIFY(m_view->document().isComplete());
        QTRY_VERIFY(m_changes->review().marks());
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_view, key, modifiers); }
    void goTo(const QByteArray &path)
    {
        while (currentPath() != path)
            key(Qt::Key_J);
    }
    template <class T> T *child(const char *name)
    {
        auto *found = m_changes->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("There is no %s.", name);
        return found;
    }
    [[nodiscard]] const FileTreeModel *tree() const
    {
        return static_cast<FileTreeModel *>(m_changes->findChild<QTreeView *>(QStringLiteral("changedFiles"))->model());
    }
    [[nodiscard]] TreeMark mark(const char *path) const { return tree()->marks().value(path); }
    [[nodiscard]] const ReviewState &state() const { return m_runner->session(SessionId(1))->state.review; }
    [[nodiscard]] QByteArray currentPath() const
    {
        const HunkPlace hunk = m_view->currentHunk();
        return hunk.isValid() ? m_view->document().change(hunk.file).path() : QByteArray();
    }
    /// Changes what the session is, as its actor would.
    template <class Change> void edit(Change change)
    {
        const SessionSnapshotPtr now = m_runner->session(SessionId(1));
        SessionState state = now->state;
        LiveFacts live = now->live;
        change(state, live);
        m_runner->setState(std::move(state), live);
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<FakeRunner> m_runner;
    std::unique_ptr<ChangesView> m_changes;
    ReviewView *m_view = nullptr;
};

} // namespace pilothouse
