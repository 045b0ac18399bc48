// Renders the scenes to PNG files: pilothouse-gallery [--scale 1|2] [--language en|de] [--only PART] DIRECTORY
#include "tests/gui/gallery/scenes.h"
#include "ui/shell/language.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QTest>
#include <QTextStream>
#include <QWidget>

using namespace pilothouse;

namespace {

bool renderScene(const Scene &scene, Theme &theme, const QString &file)
{
    const std::unique_ptr<QWidget> widget(scene.make(theme));
    widget->resize(scene.size);
    widget->show();
    if (!QTest::qWaitForWindowExposed(widget.get()))
        return false;
    QTest::qWait(150); // for what comes from threads
    const QPixmap picture = widget->grab();
    QTextStream(stdout) << file << ' ' << picture.width() << 'x' << picture.height() << '\n';
    return !picture.isNull() && picture.save(file);
}

} // namespace

int main(int argc, char **argv)
{
    // The scale must be known before the application object is made.
    for (int i = 1; i + 1 < argc; ++i) {
        if (qstrcmp(argv[i], "--scale") == 0)
            qputenv("QT_SCALE_FACTOR", argv[i + 1]);
    }
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addOption(
        {QStringLiteral("scale"), QStringLiteral("100 % or 200 %."), QStringLiteral("1|2"), QStringLiteral("1")});
    parser.addOption({QStringLiteral("language"), QStringLiteral("The language of the window."), QStringLiteral("code"),
        QStringLiteral("en")});
    parser.addOption(
        {QStringLiteral("only"), QStringLiteral("Only scenes whose name has this in it."), QStringLiteral("part")});
    parser.addPositionalArgument(QStringLiteral("directory"), QStringLiteral("Where the pictures go."));
    parser.process(app);
    const QDir directory(parser.positionalArguments().value(0, QStringLiteral("gallery")));
    if (!directory.mkpath(QStringLiteral(".")))
        return 1;

    Language language;
    language.use(parser.value(QStringLiteral("language")));
    const bool english = language.code() == QLatin1StringView("en");
    Theme theme(SchemePreference::Light);
    QApplication::setStyle(new Style(theme));
    int failures = 0;
    for (const auto scheme : {SchemePreference::Light, SchemePreference::Dark}) {
        theme.setPreference(scheme);
        QApplication::setPalette(theme.palette());
        QApplication::setFont(theme.font(TypeRole::Body));
        std::vector<Scene> scenes = windowScenes();
        std::ranges::move(partScenes(), std::back_inserter(scenes));
        std::ranges::move(reviewScenes(), std::back_inserter(scenes));
        std::ranges::move(attemptScenes(), std::back_inserter(scenes));
        std::ranges::move(usageScenes(), std::back_inserter(scenes));
        for (const Scene &scene : scenes) {
            if (!scene.name.contains(parser.value(QStringLiteral("only"))))
                continue;
            const QString file = directory.filePath(QStringLiteral("%1%2-%3-%4.png")
                    .arg(scene.name, english ? QString() : u'-' + language.code(),
                        theme.isDark() ? QStringLiteral("dark") : QStringLiteral("light"),
                        parser.value(QStringLiteral("scale")) == QLatin1StringView("2") ? QStringLiteral("200")
                                                                                        : QStringLiteral("100")));
            failures += !renderScene(scene, theme, file);
        }
    }
    return failures == 0 ? 0 : 1;
}
