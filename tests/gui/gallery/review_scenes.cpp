// The continuous diff view in its states.
#include "tests/gui/gallery/scenes.h"

#include "tests/gui/support/memory_source.h"
#include "tests/gui/support/samples.h"
#include "ui/review/comment_threads.h"
#include "ui/review/review_view.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QScrollBar>

namespace pilothouse {

namespace {

/// A view with what it shows.
class ReviewScene final : public QWidget {
public:
    explicit ReviewScene(Theme &theme) : document(source), view(new ReviewView(theme, document, this)) { }
    MemorySource source;
    ReviewDocument document;
    ReviewView *view;
    std::function<void()> whenShown;

protected:
    void resizeEvent(QResizeEvent *) override { view->setGeometry(rect()); }
    void showEvent(QShowEvent *) override
    {
        document.setChanges(source.changes());
        view->setFocus();
        if (whenShown)
            whenShown();
    }
};

QByteArray money(bool after)
{
    QByteArray text("// Sums of money, in cents.\n#include \"money.h\"\n\n#include <cmath>\n\nnamespace ledger {\n\n");
    if (after)
        text += "namespace {\nconstexpr int CentsPerUnit = 100; ///< Every currency we know of.\n}\n\n";
    text += "/* Reads an amount as a person writes it,\n   with a comma or a point. */\n";
    text += "std::optional<qint64> parseAmount(QStringView text)\n{\n";
    text += after ? "    const QString plain = text.trimmed().toString().replace(u',', u'.');\n"
                  : "    const QString plain = text.toString();\n";
    text += "    bool ok = false;\n    const double value = plain.toDouble(&ok);\n";
    text += after ? "    if (!ok || !std::isfinite(value))\n        return std::nullopt;\n"
                    "    return std::llround(value * CentsPerUnit);\n"
                  : "    return static_cast<qint64>(value * 100);\n";
    text += "}\n\n";
    for (int i = 0; i < 40; ++i)
        text += "void Ledger::rule" + QByteArray::number(i) + "() { m_rules.insert(" + QByteArray::number(i)
            + ", \"rule\"); }\n";
    text += after ? "qint64 Ledger::total() const\n{\n    // One by one: a sum of doubles would lose cents, which is "
                    "how the yearly report came to differ from the books by 0.01 in every third month.\n    qint64 sum "
                    "= 0;\n    for (const Entry &entry : m_entries)\n        sum += entry.cents;\n    return sum;\n}\n"
                  : "double Ledger::total() const\n{\n    double sum = 0;\n    for (const Entry &entry : m_entries)\n  "
                    "      sum += entry.amount;\n    return sum;\n}\n";
    text += "\n} // namespace ledger\n";
    return text;
}

void fillCode(MemorySource &source)
{
    source.set("src/money.cpp", {money(false), money(true)});
    source.set(".envrc", {std::nullopt, QByteArray("export PATH=$PWD/bin:$PATH\nlayout python3\n")});
    source.set("tests/test_money.py",
        {QByteArray("import ledger\n\n\ndef test_total():\n    assert ledger.total([1.1, 2.2]) == 3.3\n"),
            QByteArray("import ledger\n\n\ndef test_total():\n    \"\"\"In cents, because 1.1 + 2.2 is not 3.3.\"\"\"\n"
                       "    assert ledger.total([110, 220]) == 330\n\n\ndef test_empty():\n    assert ledger.total([]) "
                       "== 0\n")});
    source.set("docs/notes.md", {QByteArray("# Notes\n\nAmounts are doubles.\n"), std::nullopt});
    source.set("scripts/report.sh",
        {QByteArray("#!/bin/sh\necho report\n"), QByteArray("#!/bin/sh\necho report\n"), {}, 0100755});
}

std::shared_ptr<const ReviewDecorations> decorations()
{
    auto all = std::make_shared<ReviewDecorations>();
    FileDecorations &money = all->files["src/money.cpp"];
    money.note = QStringLiteral("1 of 3 hunks decided");
    money.after.push_back({{7, 4}, LineDecision::Accepted, false, false, QStringLiteral("Turn 1 \u00b7 edit"), 0});
    money.after.push_back({{15, 1}, LineDecision::None, true, false, QStringLiteral("Turn 2 \u00b7 sed -i \u2026"), 1});
    money.after.push_back({{18, 3}, LineDecision::None, true, false, QStringLiteral("Turn 2 \u00b7 edit"), 2});
    money.comments.push_back({ReviewSide::New, 15, 2, false, false});
    money.comments.push_back({ReviewSide::New, 20, 1, false, true});
    FileDecorations &envrc = all->files[".envrc"];
    envrc.warning = QStringLiteral("runs when the folder is entered");
    all->files["tests/test_money.py"].viewed = true;
    all->files["docs/notes.md"].staleView = true;
    return all;
}

QWidget *code(Theme &theme, DiffMode mode, bool origins, int scrolled = 0)
{
    auto *scene = new ReviewScene(theme);
    fillCode(scene->source);
    scene->document.setMode(mode);
    scene->view->setOriginsShown(origins);
    scene->view->setDecorations(decorations());
    scene->whenShown = [scene, scrolled] {
        scene->view->setCurrentHunk({scene->document.fileOf("src/money.cpp"), 1});
        if (scrolled > 0)
            scene->view->showFile(scene->document.fileOf("src/money.cpp"));
        scene->view->verticalScrollBar()->setValue(scene->view->verticalScrollBar()->value() + scrolled);
    };
    return scene;
}

QByteArray picture(const QColor &color, int width, int height)
{
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(color);
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(image.rect().adjusted(12, 12, -12, -12));
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

QWidget *pictures(Theme &theme, PictureManner manner)
{
    auto *scene = new ReviewScene(theme);
    scene->source.set("art/sign.png", {picture(QColor(47, 85, 212), 180, 180), picture(QColor(23, 119, 74), 240, 180)});
    scene->source.set("art/new.png", {std::nullopt, picture(QColor(194, 47, 43), 160, 120)});
    scene->source.set("data/table.bin", {QByteArray("\0\1\2", 3), QByteArray("\0\1\2\3\4", 5)});
    scene->view->setPictureManner(manner);
    return scene;
}

QWidget *hostile(Theme &theme)
{
    auto *scene = new ReviewScene(theme);
    QByteArray after(
        "if (access != \"user\u202e \u2066// only admins\u2069 \u2066\") {\n    grant();\r    revoke();\n");
    after += "    print(\"\x1b]0;owned\x07 red \x1b[31m\");\n    is\u0410dmin = fetch\u200bUser(n\u0430me);\n";
    after += "    return total\u037e // \u044d\u0442\u043e \u0441\u043e\u043e\u0431\u0449\u0435\u043d\u0438\u0435\n";
    after += "    name = \"Gr\xfc\xdf"
             "e aus M\xfcnchen\";\n";
    after += "}\nno newline";
    scene->source.set("src/zz.min.js", {std::nullopt, QByteArray("var blob=\"") + QByteArray(60'000, 'x') + "\";\n"});
    scene->source.set("src/check.js", {QByteArray("if (access != \"user\") {\n}\nno newline\n"), after});
    scene->source.set("src/\u202egnp.exe", {std::nullopt, QByteArray("MZ but text\n")});
    scene->source.set("src/pa\u0443pal.py", {std::nullopt, QByteArray("import os\r\nos.system('id')\r\n")});
    return scene;
}

/// Comments between the lines, one of them being written, and what the strip at the edge says of decisions.
QWidget *comments(Theme &theme, DiffMode mode)
{
    QWidget *scene = code(theme, mode, false);
    auto *shown = static_cast<ReviewScene *>(scene);
    auto *card = new CommentCard(theme, shown->view->viewport());
    auto *threads = new CommentThreads(theme, *shown->view, *card, scene);
    const auto say = [](int line, const QString &text, ReviewComment::State state) {
        ReviewComment comment;
        comment.id = QString::number(line);
        comment.anchor = {.path = "src/money.cpp", .side = CommentAnchor::Side::New, .first = line, .count = 1};
        comment.text = text;
        comment.state = state;
        comment.atMs = samples::Now;
        return PlacedComment{
            std::make_shared<const ReviewComment>(comment), {.file = 0, .first = line, .touched = line == 18}};
    };
    auto whenShown = shown->whenShown;
    shown->whenShown = [=] {
        whenShown();
        threads->setComments(
            {say(9,
                 QStringLiteral("Is every currency divided into a hundred? The yen is not, and the "
                                "dinar into a thousand."),
                 ReviewComment::State::Sent),
                say(18, QStringLiteral("A comma may also separate thousands."), ReviewComment::State::Draft)},
            [](qsizetype) { return QByteArray("src/money.cpp"); });
        card->open({.path = "src/money.cpp", .side = CommentAnchor::Side::New, .first = 18, .count = 1},
            QStringLiteral("src/money.cpp:19"),
            {say(18, QStringLiteral("A comma may also separate thousands."), ReviewComment::State::Draft)});
        threads->place();
        auto decorations = std::make_shared<ReviewDecorations>(*shown->view->decorations());
        FileDecorations &file = decorations->files["src/money.cpp"];
        file.after = {{{7, 5}, LineDecision::Accepted, false, false, {}, 0},
            {{17, 2}, LineDecision::Rejected, false, false, {}, 0}};
        file.comments = {{ReviewSide::New, 9, 1, false, false}, {ReviewSide::New, 18, 1, false, true}};
        shown->view->setDecorations(decorations);
        shown->view->showFile(shown->document.fileOf("src/money.cpp"));
    };
    return scene;
}

QWidget *found(Theme &theme)
{
    QWidget *scene = code(theme, DiffMode::Unified, false, 40);
    auto *view = static_cast<ReviewScene *>(scene)->view;
    auto whenShown = static_cast<ReviewScene *>(scene)->whenShown;
    static_cast<ReviewScene *>(scene)->whenShown = [whenShown, view] {
        whenShown();
        view->selectAll();
        view->find(QStringLiteral("value"));
    };
    return scene;
}

} // namespace

std::vector<Scene> reviewScenes()
{
    const QSize size(1000, 760);
    return {
        {QStringLiteral("review-unified"), size, [](Theme &theme) { return code(theme, DiffMode::Unified, false); }},
        {QStringLiteral("review-scrolled"), size,
            [](Theme &theme) { return code(theme, DiffMode::Unified, true, 300); }},
        {QStringLiteral("review-split"), {1280, 760}, [](Theme &theme) { return code(theme, DiffMode::Split, false); }},
        {QStringLiteral("review-narrow"), {520, 600},
            [](Theme &theme) { return code(theme, DiffMode::Unified, false); }},
        {QStringLiteral("review-find"), size, found},
        {QStringLiteral("review-between"), size, [](Theme &theme) { return comments(theme, DiffMode::Unified); }},
        {QStringLiteral("review-between-split"), {1280, 760},
            [](Theme &theme) { return comments(theme, DiffMode::Split); }},
        {QStringLiteral("review-pictures"), size,
            [](Theme &theme) { return pictures(theme, PictureManner::SideBySide); }},
        {QStringLiteral("review-pictures-overlaid"), size,
            [](Theme &theme) { return pictures(theme, PictureManner::Overlaid); }},
        {QStringLiteral("review-pictures-swipe"), size,
            [](Theme &theme) { return pictures(theme, PictureManner::Swipe); }},
        {QStringLiteral("review-pictures-difference"), size,
            [](Theme &theme) { return pictures(theme, PictureManner::Difference); }},
        {QStringLiteral("review-hostile"), size, hostile},
    };
}

} // namespace pilothouse
