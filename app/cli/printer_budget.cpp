#include "app/cli/printer.h"

#include "runner/policy/budget.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace pilothouse::cli {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Printer)
};

constexpr int KeyWidth = 32;
constexpr int NumberWidth = 14;

QString right(const QString &text)
{
    return text.rightJustified(NumberWidth);
}

} // namespace

bool Printer::printBudget(const QString &command, const QJsonObject &answer)
{
    if (command == "usage"_L1 && answer.contains("csv"_L1))
        text(answer["csv"_L1].toString());
    else if (command == "usage"_L1)
        usage(answer);
    else if (command == "budget"_L1)
        budgets(answer["budgets"_L1].toArray());
    else
        return false;
    return true;
}

void Printer::usage(const QJsonObject &answer)
{
    const QJsonArray sums = answer["sums"_L1].toArray();
    if (sums.isEmpty())
        return note(Words::tr("No model was asked yet."));
    line(answer["by"_L1].toString().leftJustified(KeyWidth) + right(Words::tr("requests")) + right(Words::tr("input"))
        + right(Words::tr("cached")) + right(Words::tr("output")) + right(Words::tr("cost")));
    const QLocale locale;
    qint64 unpriced = 0;
    qint64 atReserve = 0;
    for (const auto &value : sums) {
        const QJsonObject sum = value.toObject();
        const auto number = [&](QLatin1StringView name) { return right(locale.toString(sum[name].toInteger())); };
        line(oneLine(sum["key"_L1].toString()).left(KeyWidth - 1).leftJustified(KeyWidth) + number("calls"_L1)
            + number("prompt"_L1) + number("cached"_L1) + number("completion"_L1)
            + right(budgetAmountText(BudgetKind::Money, sum["nanos"_L1].toInteger())));
        unpriced += sum["unpriced"_L1].toInteger();
        atReserve += sum["atReserve"_L1].toInteger();
    }
    if (unpriced > 0)
        note(Words::tr("%n request(s) to models whose price is not known are not in the cost.", nullptr,
            static_cast<int>(unpriced)));
    if (atReserve > 0)
        note(Words::tr("%n request(s) are counted with the most that they can have cost, since no count came.", nullptr,
            static_cast<int>(atReserve)));
}

void Printer::budgets(const QJsonArray &budgets)
{
    if (budgets.isEmpty())
        note(Words::tr("There is no budget. Try: pilothouse budget set day money 20"));
    for (const auto &value : budgets) {
        const QJsonObject budget = value.toObject();
        const QString subject = budget["subject"_L1].toString();
        const QString of = subject.isEmpty() ? Words::tr("every %1").arg(budget["scope"_L1].toString())
                                             : u"%1 %2"_s.arg(budget["scope"_L1].toString(), subject);
        const QString amount = budget["amountText"_L1].toString();
        line(of.leftJustified(KeyWidth) + budget["kind"_L1].toString().leftJustified(NumberWidth)
            + (budget.contains("spentText"_L1) ? Words::tr("%1 of %2").arg(budget["spentText"_L1].toString(), amount)
                                               : amount));
    }
}

void Printer::budgetQuestion(const QJsonObject &approval)
{
    line(Words::tr("? A request to the model is held (%1): %2")
            .arg(approval["id"_L1].toString(), oneLine(approval["title"_L1].toString())));
    note(Words::tr("    Answer with --extend AMOUNT, --pause or --stop."));
}

} // namespace pilothouse::cli
