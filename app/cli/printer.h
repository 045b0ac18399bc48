#pragma once

#include <QHash>
#include <QJsonObject>
#include <QString>

namespace pilothouse::cli {

/// Prints what commands answer: for people, or as JSON, one object a line. Text that comes from a sandbox is made
/// visible when the output is a terminal.
class Printer final {
public:
    enum class Form { Text, Json };
    explicit Printer(Form form);

    void event(const QJsonObject &event);
    void session(const QJsonObject &session); ///< One line of a list, or the end of what was followed.
    void answer(const QString &command, const QJsonObject &answer);
    void question(const QJsonObject &session, const QJsonObject &approval);
    void error(const QString &message, const QJsonObject &error);
    void note(const QString &sentence); ///< Only for people.
    static void aside(const QString &sentence); ///< Beside the output: how things stand meanwhile.

private:
    void update(const QJsonObject &update);
    void toolCall(const QJsonObject &call);
    void show(const QJsonObject &session);
    void diff(const QJsonObject &answer);
    void egressQuestion(const QJsonObject &approval);
    void doctor(const QJsonObject &answer);
    /// Answers of the commands about evidence; false where the command is another one.
    bool printEvidence(const QString &command, const QJsonObject &answer);
    void check(const QJsonObject &run);
    void checks(const QJsonObject &answer);
    void attempts(const QJsonObject &answer);
    /// Answers of the commands about rules; false where the command is another one.
    bool printRules(const QString &command, const QJsonObject &answer);
    /// Answers of the commands about money; false where the command is another one.
    bool printBudget(const QString &command, const QJsonObject &answer);
    void usage(const QJsonObject &answer);
    void budgets(const QJsonArray &budgets);
    void budgetQuestion(const QJsonObject &approval);
    /// Answers of a review's commands; false where the command is another one.
    bool printReview(const QString &command, const QJsonObject &answer);
    void review(const QJsonObject &answer);
    void comments(const QJsonArray &comments);
    void clashes(const QJsonArray &found);
    void timeline(const QJsonObject &answer);
    void why(const QJsonObject &answer);
    void line(const QString &text); ///< Our own words.
    void text(const QString &untrusted); ///< A sandbox's words, without a line feed after them.
    void json(const QJsonObject &object);
    void endParagraph();
    [[nodiscard]] QString shown(const QString &untrusted) const;
    [[nodiscard]] QString oneLine(const QString &untrusted) const;

    Form m_form;
    bool m_terminal;
    bool m_inText = false;
    QHash<QString, QString> m_calls; ///< The last line printed of each tool call.
};

} // namespace pilothouse::cli
