#include "tests/integration/guest_container/container_lab.h"

#include "tests/support/link/guest_process.h"

#include <QFile>
#include <QProcess>

namespace pilothouse {

namespace {

constexpr char MakeRoot[] = R"(
root=$1
guest=$2
attacker=$3
mkdir -p "$root" && cd "$root"
mkdir -p proc sys dev tmp run etc workspace home/agent usr/bin usr/lib/pilothouse usr/lib/git-core usr/share base
for link in bin sbin lib lib64; do ln -s usr/$link $link; done
mkdir -p usr/sbin usr/lib64
copy() { # a program and the libraries that it is linked to
    cp -L "$1" "$root$2"
    for library in $(ldd "$1" 2>/dev/null | grep -o '/[^ )]*'); do
        case $library in /usr/*) to=$library ;; *) to=/usr$library ;; esac
        mkdir -p "$root$(dirname "$to")"[-e "$root$to"]
    || cp
        - L "$library"
            "$root$to" done
}
for
    program in sh bash git awk cat ls wc sleep mkdir rm mv touch env kill head tr sed seq stat find id date;
do
    copy "$(command -v $program)" "/usr/bin/$program"
done
copy "$(git --exec-path)/git" /usr/lib/git-core/git
cp "$guest" usr/lib/pilothouse/pilothouse-guest
cp "$attacker" usr/bin/attacker
printf 'root:x:0:0::/:/bin/sh\nagent:x:1000:1000::/home/agent:/bin/sh\n' > etc/passwd
printf 'root:x:0:\nagent:x:1000:\n' > etc/group
)";

} // namespace

ContainerLab::ContainerLab() = default;

ContainerLab::~ContainerLab()
{
    podman({QStringLiteral("rm"), QStringLiteral("-f"), QStringLiteral("-t"), QStringLiteral("0"), name()});
    QProcess::execute(QStringLiteral("rm"), {QStringLiteral("-rf"), m_directory.path()});
}

QStringList ContainerLab::command(const QStringList &arguments) const
{
    return QStringList{QStringLiteral("--root"), path(QStringLiteral("root")), QStringLiteral("--runroot"),
               path(QStringLiteral("run")), QStringLiteral("--tmpdir"), path(QStringLiteral("tmp"))}
    + arguments;
}

QByteArray ContainerLab::podman(const QStringList &arguments, int *exitCode) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("CONTAINERS_CONF"), path(QStringLiteral("containers.conf")));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("podman"), command(arguments));
    process.waitForFinished(120000);
    if (exitCode)
        *exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return process.readAll();
}

QString ContainerLab::makeRoot() const
{
    QProcess shell;
    shell.setProcessChannelMode(QProcess::MergedChannels);
    shell.start(QStringLiteral("sh"),
        {QStringLiteral("-ec"), QString::fromLatin1(MakeRoot), QStringLiteral("sh"), path(QStringLiteral("rootfs")),
            GuestProcess::program(), QStringLiteral(ATTACKER)});
    shell.waitForFinished(120000);
    return shell.exitCode() == 0 ? QString() : QString::fromUtf8(shell.readAll());
}

QString ContainerLab::start()
{
    QFile configuration(path(QStringLiteral("containers.conf")));
    if (!configuration.open(QIODevice::WriteOnly))
        return configuration.errorString();
    // What machines without systemd, with both kinds of control groups and without CAP_SYS_RESOURCE need.
    configuration.write(
        "[containers]\ndefault_ulimits=[\"nofile=4096:4096\",\"nproc=2048:2048\"]\n"
        "[engine]\nruntime=\"runc\"\ncgroup_manager=\"cgroupfs\"\nevents_logger=\"file\"\nlock_type=\"file\"\n");
    configuration.close();
    if (const QString problem = makeRoot(); !problem.isEmpty())
        return problem;
    for (const char *folder : {"workspace", "home"}) {
        if (QProcess::execute(QStringLiteral("install"),
                {QStringLiteral("-d"), QStringLiteral("-o"), QStringLiteral("1000"), QStringLiteral("-g"),
                    QStringLiteral("1000"), path(QString::fromLatin1(folder))})
            != 0)
            return QStringLiteral("cannot make the volumes");
    }
    QProcess::execute(QStringLiteral("mkdir"), {QStringLiteral("-p"), path(QStringLiteral("base"))});
    int exitCode = 0;
    const QByteArray words = podman(
        {QStringLiteral("run"), QStringLiteral("-d"), QStringLiteral("--name"), name(), QStringLiteral("--network"),
            QStringLiteral("none"), QStringLiteral("--cap-drop"), QStringLiteral("ALL"),
            QStringLiteral("--security-opt"), QStringLiteral("no-new-privileges"), QStringLiteral("--user"),
            QStringLiteral("1000:1000"), QStringLiteral("--read-only"), QStringLiteral("--tmpfs"),
            QStringLiteral("/tmp:size=64m,mode=1777"), QStringLiteral("--pids-limit"), QStringLiteral("256"),
            QStringLiteral("-v"), path(QStringLiteral("workspace")) + QStringLiteral(":/workspace"),
            QStringLiteral("-v"), path(QStringLiteral("home")) + QStringLiteral(":/home/agent"), QStringLiteral("-v"),
            path(QStringLiteral("base")) + QStringLiteral(":/base:ro"), QStringLiteral("--rootfs"),
            path(QStringLiteral("rootfs")), QStringLiteral("/usr/lib/pilothouse/pilothouse-guest"),
            QStringLiteral("run")},
        &exitCode);
    return exitCode == 0 ? QString() : QString::fromUtf8(words);
}

std::unique_ptr<ProcessStream> ContainerLab::connectStream() const
{
    qputenv("CONTAINERS_CONF", path(QStringLiteral("containers.conf")).toUtf8());
    return std::make_unique<ProcessStream>(QStringLiteral("podman"),
        command({QStringLiteral("exec"), QStringLiteral("-i"), QStringLiteral("--user"), QStringLiteral("0:0"), name(),
            QStringLiteral("/usr/lib/pilothouse/pilothouse-guest"), QStringLiteral("connect")}));
}

} // namespace pilothouse
