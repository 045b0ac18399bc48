// What models cost, and a request that a budget holds.
#include "tests/gui/gallery/scenes.h"
#include "tests/gui/support/fake_budgets.h"
#include "tests/gui/support/fake_runner.h"
#include "ui/approvals/approval_card.h"
#include "ui/usage/usage_dialog.h"

#include <QTabWidget>
#include <QTest>

namespace pilothouse {

namespace {

QWidget *usage(Theme &theme, bool filled, int tab)
{
    auto *runner = new FakeRunner;
    if (filled)
        runner->fakeBudgets.fillSamples(QDate::currentDate());
    auto *view = new UsageDialog(theme, *runner);
    runner->setParent(view);
    view->reload();
    view->findChild<QTabWidget *>(QStringLiteral("usageTabs"))->setCurrentIndex(tab);
    QTest::qWait(0);
    return view;
}

QWidget *held(Theme &theme)
{
    auto *card = new ApprovalCard(theme);
    card->setApproval(budgetApproval(), nullptr, {});
    return card;
}

} // namespace

std::vector<Scene> usageScenes()
{
    return {
        {QStringLiteral("usage"), {880, 680}, [](Theme &theme) { return usage(theme, true, 0); }},
        {QStringLiteral("usage-requests"), {880, 680}, [](Theme &theme) { return usage(theme, true, 2); }},
        {QStringLiteral("usage-budgets"), {880, 680}, [](Theme &theme) { return usage(theme, true, 3); }},
        {QStringLiteral("usage-empty"), {880, 680}, [](Theme &theme) { return usage(theme, false, 0); }},
        {QStringLiteral("card-budget"), {640, 200}, &held},
        {QStringLiteral("card-budget-narrow"), {320, 380}, &held},
    };
}

} // namespace pilothouse
