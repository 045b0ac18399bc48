#include "runner/guest/program/workspace/git_store.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <charconv>
#include <ctime>
#include <filesystem>

namespace pilothouse::guest {

namespace {

/// Paths that fit into a pipe together: "/proc/4194304/fd/1048576\n".
constexpr std::size_t MaxAtOnce = 128;

constexpr std::string_view Config =
    "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n\tlogallrefupdates = false\n"
    "[gc]\n\tauto = 0\n[pack]\n\tthreads = 2\n";
/// Byte for byte: no line ends, encodings, filters or keywords are converted, whatever the tree's attributes say.
constexpr std::string_view Attributes = "* -text -filter -ident -eol -working-tree-encoding\n";

} // namespace

bool writeFileWhole(const std::string &path, std::string_view content, unsigned mode)
{
    const std::string temporary = path + ".new";
    unlink(temporary.c_str());
    UniqueFd file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file.isValid())
        return false;
    while (!content.empty()) {
        const ssize_t written = write(file.get(), content.data(), content.size());
        if (written <= 0) {
            unlink(temporary.c_str());
            return false;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return rename(temporary.c_str(), path.c_str()) == 0;
}

std::optional<std::string> readSmallFile(int folder, const std::string &name, std::size_t limit)
{
    const UniqueFd file(openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info{};
    if (!file.isValid() || fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    std::string content;
    char buffer[16 * 1024];
    ssize_t got = 0;
    while (content.size() < limit && (got = read(file.get(), buffer, sizeof buffer)) > 0)
        content.append(buffer, static_cast<std::size_t>(got));
    content.resize(std::min(content.size(), limit));
    return content;
}

GitStore::GitStore(GitPlace place)
    : m_place(std::move(place)),
      m_hash(m_place, {"hash-object", "--no-filters", "--stdin-paths"}),
      m_keep(m_place, {"hash-object", "-w", "--no-filters", "--stdin-paths"}),
      m_trees(m_place, {"mktree", "-z", "--missing", "--batch"}),
      m_commits(m_place, {"hash-object", "-w", "-t", "commit", "--no-filters", "--stdin-paths"})
{ }

bool GitStore::create(const std::string &objects, const std::vector<std::string> &shallow)
{
    rest();
    std::error_code error;
    for (const char *folder : {"objects/info", "objects/pack", "refs/heads", "refs/pilothouse", "info"}) {
        if (!std::filesystem::create_directories(path(folder), error) && error)
            return false;
    }
    std::string shallowLines;
    for (const std::string &commit : shallow)
        shallowLines += commit + "\n";
    if (shallow.empty())
        unlink(path("shallow").c_str());
    else if (!writeFileWhole(path("shallow"), shallowLines))
        return false;
    return writeFileWhole(path("HEAD"), "ref: refs/heads/none\n") && writeFileWhole(path("config"), Config)
        && writeFileWhole(path("info/attributes"), Attributes)
        && writeFileWhole(path("objects/info/alternates"), objects + "\n");
}

void GitStore::remove()
{
    rest();
    std::error_code error;
    std::filesystem::remove_all(m_place.gitDirectory, error);
}

void GitStore::rest()
{
    for (GitServer *server : {&m_hash, &m_keep, &m_trees, &m_commits})
        server->stop();
}

std::string GitStore::ref(const std::string &name) const
{
    const auto text = readSmallFile(AT_FDCWD, path("refs/pilothouse/" + name), 64);
    const std::string oid = text ? text->substr(0, 40) : std::string();
    return isObjectId(oid) ? oid : std::string();
}

bool GitStore::setRef(const std::string &name, const std::string &oid)
{
    return writeFileWhole(path("refs/pilothouse/" + name), oid + "\n");
}

std::optional<TreeNode> GitStore::readTree(const std::string &treeish)
{
    GitOutcome listing = runGit(m_place, {"ls-tree", "-r", "-t", "-z", "--full-tree", treeish});
    GitOutcome root = runGit(m_place, {"rev-parse", "--verify", "--end-of-options", treeish + "^{tree}"});
    if (!listing.isGood() || !root.isGood())
        return std::nullopt;
    TreeNode tree{040000, root.text.substr(0, 40), {}};
    // Each record: "<mode> SP <type> SP <object> TAB <path> NUL", a folder before what is in it.
    std::string_view rest = listing.text;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\0');
        const std::string_view record = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        const std::size_t space = record.find(' ');
        const std::size_t tab = record.find('\t');
        if (tab == std::string_view::npos || tab < 40 || space > tab)
            return std::nullopt;
        TreeNode node;
        std::from_chars(record.data(), record.data() + space, node.mode, 8);
        node.oid = record.substr(tab - 40, 40);
        TreeNode *folder = &tree;
        std::string_view path = record.substr(tab + 1);
        for (std::size_t slash = 0; folder && (slash = path.find('/')) != std::string_view::npos;
            path.remove_prefix(slash + 1)) {
            const auto child = folder->children.find(path.substr(0, slash));
            folder = child == folder->children.end() ? nullptr : &child->second;
        }
        if (!folder)
            return std::nullopt;
        folder->children.emplace(path, std::move(node));
    }
    return tree;
}

std::optional<std::vector<std::string>> GitStore::hashFiles(const std::vector<int> &files, bool keep)
{
    std::vector<std::string> names;
    for (std::size_t first = 0; first < files.size(); first += MaxAtOnce) {
        const std::size_t count = std::min(MaxAtOnce, files.size() - first);
        std::string paths;
        // git opens the very file that we have open; a name could have become another's meanwhile.
        for (std::size_t i = first; i < first + count; ++i)
            paths += "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(files[i]) + "\n";
        const auto answers = (keep ? m_keep : m_hash).ask(paths, count);
        if (!answers)
            return std::nullopt;
        for (const std::string &answer : *answers) {
            if (!isObjectId(answer))
                return std::nullopt;
            names.push_back(answer);
        }
    }
    return names;
}

std::optional<std::string> GitStore::writeTree(const std::map<std::string, std::pair<unsigned, std::string>> &entries)
{
    std::string request;
    for (const auto &[name, object] : entries) {
        char mode[8];
        snprintf(mode, sizeof mode, "%06o", object.first);
        const char *type = object.first == 040000 ? "tree" : object.first == 0160000 ? "commit" : "blob";
        request += std::string(mode) + " " + type + " " + object.second + "\t" + name + '\0';
    }
    request += '\0';
    const auto answer = m_trees.ask(request, 1);
    return answer && isObjectId(answer->front()) ? std::optional(answer->front()) : std::nullopt;
}

std::optional<std::string> GitStore::writeCommit(
    const std::string &tree, const std::string &parent, const std::string &text)
{
    const std::string who = "Pilothouse guest <guest@pilothouse.invalid> " + std::to_string(time(nullptr)) + " +0000\n";
    const std::string content =
        "tree " + tree + "\nparent " + parent + "\nauthor " + who + "committer " + who + "\n" + text;
    const UniqueFd file(memfd_create("commit", MFD_CLOEXEC));
    if (write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()))
        return std::nullopt;
    const auto answer =
        m_commits.ask("/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(file.get()) + "\n", 1);
    return answer && isObjectId(answer->front()) ? std::optional(answer->front()) : std::nullopt;
}

} // namespace pilothouse::guest
