// The floors of bench_start: a minimal Qt main window with a menu, a tool bar, a tree and an editor; or, called with
// the word "empty", one without anything in it.
#include "app/start_trace.h"

#include <QApplication>
#include <QMainWindow>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QToolBar>
#include <QTreeWidget>

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QMainWindow window;
    QWidget *shown = &window;
    if (argc < 2 || qstrcmp(argv[1], "empty") != 0) {
        window.menuBar()->addMenu(QStringLiteral("File"))->addAction(QStringLiteral("Quit"));
        window.addToolBar(QStringLiteral("Tools"))->addAction(QStringLiteral("New"));
        auto *splitter = new QSplitter;
        auto *tree = new QTreeWidget;
        tree->setHeaderLabel(QStringLiteral("Name"));
        for (int i = 0; i < 20; ++i)
            tree->addTopLevelItem(new QTreeWidgetItem({QStringLiteral("Item %1").arg(i)}));
        splitter->addWidget(tree);
        splitter->addWidget(new QPlainTextEdit(QStringLiteral("Some text.")));
        window.setCentralWidget(splitter);
        shown = tree->viewport();
    }
    window.resize(1360, 860);
    pilothouse::traceStart(*shown);
    window.show();
    return QApplication::exec();
}
