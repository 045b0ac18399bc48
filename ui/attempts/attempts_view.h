#pragma once

#include "runner/session/runner_api.h"
#include "ui/attempts/attempts_model.h"

#include <QSortFilterProxyModel>
#include <QTimer>
#include <QWidget>

class QPushButton;
class QShortcut;
class QStackedWidget;
class QTableView;

namespace pilothouse {

class Banner;
class ElidedLabel;
class TextLabel;
class TreeComparison;

/// The attempts at one task side by side: how far each is, what it changed, what its checks say, what it costs; to open
/// one, take one, compare two and put parts of several together.
class AttemptsView final : public QWidget {
    Q_OBJECT

public:
    AttemptsView(const Theme &theme, RunnerApi &runner, QWidget *parent = nullptr);
    ~AttemptsView() override;

    void showGroup(const QString &group);
    [[nodiscard]] const QString &group() const { return m_group; }

Q_SIGNALS:
    void sessionRequested(pilothouse::SessionId session);
    void failed(const QString &sentence);
    void informed(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeLayout();
    void retranslate();
    void ask();
    void take(std::vector<Attempt> attempts);
    void updateButtons();
    void open();
    void takeOne();
    void openAccept(const Attempt &attempt, const SessionChanges &changes);
    void compare();
    void closeComparison();
    void compose();
    /// The selected ones, as they stand from top to bottom.
    [[nodiscard]] std::vector<SessionId> chosen() const;

    const Theme &m_theme;
    RunnerApi &m_runner;
    QString m_group;
    AttemptsModel m_model;
    QSortFilterProxyModel m_sorted;
    QTimer m_soon; ///< Sessions change often; the table is asked for at most once a second.
    bool m_asking = false;
    quint64 m_generation = 0;

    ElidedLabel *m_title;
    TextLabel *m_facts;
    Banner *m_banner;
    QStackedWidget *m_pages;
    QTableView *m_table;
    TreeComparison *m_comparison;
    QPushButton *m_open;
    QPushButton *m_take;
    QPushButton *m_compare;
    QPushButton *m_compose;
    QPushButton *m_back;
    std::vector<QShortcut *> m_shortcuts;
};

} // namespace pilothouse
