// How long the transcript's view works for a frame: opening 5,000 Markdown messages, then 1,200 words into the last
// one, against laying out one screen of plain text, measured in the same run. QT_QPA_PLATFORM=offscreen serves.
#include "runner/agent/transcript.h"
#include "ui/theme/style.h"
#include "ui/transcript/transcript_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cstdio>

using namespace pilothouse;

namespace {

double milliseconds(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// 40 lines of plain text laid out and painted.
double floorOfAFrame(const Theme &theme, QImage &image)
{
    QElapsedTimer timer;
    timer.start();
    image.fill(Qt::white);
    QPainter painter(&image);
    for (int line = 0; line < 40; ++line) {
        QTextLayout layout(
            QStringLiteral(
                "A line of plain text number %1 that fills about one line of the transcript's width, no more")
                .arg(line),
            theme.font(TypeRole::Body));
        layout.beginLayout();
        layout.createLine().setLineWidth(760);
        layout.endLayout();
        layout.draw(&painter, QPointF(10, line * 20));
    }
    return milliseconds(timer);
}

MessageItem message(int number)
{
    MessageItem item;
    item.text =
        StreamedText(QStringLiteral("## Step %1\n\nThe function `parse()` in **lib/table.awk** splits a line into "
                                    "*fields*, trims them and returns how many there were.\n\n"
                                    "- first it looks for the separator\n- then it cuts\n\n```awk\nfunction "
                                    "parse(line,    n) {\n    n = split(line, fields, /;/)\n    return n\n}\n```\n\n"
                                    "After that the caller adds up the columns and prints the total with two digits, "
                                    "which is where the cents went missing so far.\n")
                .arg(number));
    item.open = false;
    return item;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme theme(SchemePreference::Light);
    QApplication::setStyle(new Style(theme));
    SharedListBuilder<TranscriptItem> items;
    qint64 seq = 0;
    const auto append = [&](MessageItem body) {
        TranscriptItem item;
        item.id = items.size() + 1;
        item.lastSeq = ++seq;
        item.body = std::move(body);
        items.append(std::move(item));
    };
    for (int i = 0; i < 5000; ++i)
        append(message(i));

    TranscriptView view(theme);
    view.resize(900, 800);
    QImage image(900, 800, QImage::Format_ARGB32_Premultiplied);
    std::vector<double> floors;
    for (int i = 0; i < 30; ++i)
        floors.push_back(floorOfAFrame(theme, image));
    std::ranges::sort(floors);
    const double floor = floors[floors.size() / 2];

    QElapsedTimer timer;
    timer.start();
    view.setTranscript(Transcript(items.snapshot(), seq), {});
    view.render(&image);
    const double opened = milliseconds(timer);

    MessageItem last;
    append(last);
    std::vector<double> frames;
    for (int word = 0; word < 1200; ++word) {
        auto &item = items.edit(items.size() - 1);
        std::get<MessageItem>(item.body).text.append(
            word % 40 == 39 ? QStringLiteral("end.\n\n") : QStringLiteral("word%1 ").arg(word));
        item.lastSeq = ++seq;
        const Transcript now(items.snapshot(), seq);
        timer.start();
        view.setTranscript(now, {});
        view.render(&image);
        frames.push_back(milliseconds(timer));
    }
    std::ranges::sort(frames);
    std::printf("transcript: floor of a frame %.2f ms\n", floor);
    std::printf("transcript: open 5000 messages %.1f ms = %.1f x floor\n", opened, opened / floor);
    std::printf("transcript: a streamed word, median %.2f ms = %.1f x floor, p95 %.2f ms = %.1f x floor\n",
        frames[frames.size() / 2], frames[frames.size() / 2] / floor, frames[frames.size() * 95 / 100],
        frames[frames.size() * 95 / 100] / floor);
    return 0;
}
