#include "runner/guest/program/workspace/workspace_tree.h"

#include "runner/workspace/entry_name.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace pilothouse::guest {

namespace {

// What the host's gate takes over, with a little room.
constexpr int MaxDepth = 120;
constexpr std::size_t MaxPath = 4000;
constexpr std::size_t MaxIgnoreFile = 1024 * 1024;
/// So many changed names of a folder are looked at one by one; with more the folder is listed.
constexpr std::size_t MaxNames = 256;

std::string join(const std::string &path, const std::string &name)
{
    return path.empty() ? name : path + "/" + name;
}

} // namespace

void LeftOutPaths::set(const std::string &path, LeftOut reason)
{
    const auto [entry, added] = paths.emplace(path, reason);
    if (!added) {
        --counts[static_cast<std::size_t>(entry->second)];
        entry->second = reason;
    }
    ++counts[static_cast<std::size_t>(reason)];
}

void LeftOutPaths::clear(const std::string &path)
{
    if (paths.empty())
        return;
    const auto drop = [this](auto entry) {
        --counts[static_cast<std::size_t>(entry->second)];
        return paths.erase(entry);
    };
    if (const auto entry = paths.find(path); entry != paths.end())
        drop(entry);
    const std::string below = path + "/";
    for (auto entry = paths.lower_bound(below); entry != paths.end() && entry->first.starts_with(below);)
        entry = drop(entry);
}

void LeftOutPaths::clearAll()
{
    counts = {};
    paths.clear();
}

WorkspaceTree::WorkspaceTree(std::string root, GitStore &store, Watcher &watcher)
    : m_root(std::move(root)),
      m_store(store),
      m_watcher(watcher),
      m_top(std::make_unique<Folder>())
{ }

WorkspaceTree::~WorkspaceTree() = default;

bool WorkspaceTree::load(TreeNode base, Trust trust)
{
    forget(*m_top);
    m_base = std::move(base);
    m_top = std::make_unique<Folder>();
    m_top->base = &m_base;
    m_trustBase = trust == Trust::Base;
    const bool good = update(Look::Everything);
    m_trustBase = false;
    m_changedPaths = 0;
    return good;
}

bool WorkspaceTree::hasChanges() const
{
    return m_lookAtAll || m_top->lookAtAll || m_top->lookBelow || !m_top->lookAt.empty();
}

void WorkspaceTree::markAbove(Folder &folder)
{
    for (Folder *above = folder.parent; above && !above->lookBelow; above = above->parent)
        above->lookBelow = true;
}

void WorkspaceTree::changed(int watch, const std::string &name)
{
    const auto found = m_watches.find(watch);
    if (found == m_watches.end() || name == ".git")
        return;
    Folder &folder = *found->second;
    if (name.empty() || folder.lookAt.size() >= MaxNames)
        folder.lookAtAll = true;
    else
        folder.lookAt.insert(name);
    markAbove(folder);
}

bool WorkspaceTree::update(Look look)
{
    const bool everything = look == Look::Everything || m_lookAtAll;
    const UniqueFd top(open(m_root.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!top.isValid())
        return false;
    if (everything)
        m_leftOut.clearAll();
    m_lookAtAll = false;
    m_lookingAtAll = everything;
    const bool good = lookAt(*m_top, top.get(), nullptr, {}, 0, everything);
    m_lookAtAll = m_lookAtAll || !good;
    return good;
}

bool WorkspaceTree::lookAt(
    Folder &folder, int fd, const IgnoreScope *above, const std::string &path, int depth, bool everything)
{
    const auto names = std::exchange(folder.lookAt, {});
    bool all = std::exchange(folder.lookAtAll, false) || everything;
    const bool below = std::exchange(folder.lookBelow, false);
    // Watched before it is listed, so that nothing that happens in between is missed.
    if (folder.watch < 0) {
        folder.watch = m_watcher.add(fd);
        if (folder.watch >= 0)
            m_watches[folder.watch] = &folder;
    }
    // Other rules judge everything below anew.
    if ((all || names.contains(".gitignore")) && loadRules(folder, fd)) {
        everything = all = true;
        if (path.empty())
            m_leftOut.clearAll();
        else
            m_leftOut.clear(path);
    }
    const IgnoreScope scope{above, folder.rules.get(), path.empty() ? 0 : path.size() + 1};
    std::vector<std::string> list(names.begin(), names.end());
    if (all && !listNames(folder, fd, path, list))
        return false;
    std::vector<Reading> readings;
    for (const std::string &name : list)
        visit(folder, fd, name, path, scope, depth, readings);
    bool good = readFiles(folder, path, readings);
    readings.clear();
    if (!all && !below && list.empty())
        return good;
    std::vector<std::string> vanished;
    for (auto &[name, entry] : folder.entries) {
        if (!entry.folder
            || !(everything || entry.folder->lookAtAll || entry.folder->lookBelow || !entry.folder->lookAt.empty()))
            continue;
        const UniqueFd child(openat(fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (child.isValid()) {
            good = lookAt(*entry.folder, child.get(), &scope, join(path, name), depth + 1, everything) && good;
        } else {
            vanished.push_back(name);
            if (errno == EACCES)
                m_leftOut.set(join(path, name), LeftOut::Unreadable);
        }
    }
    for (const std::string &name : vanished) {
        const bool unreadable = m_leftOut.paths.contains(join(path, name));
        removeEntry(folder, name, join(path, name));
        if (unreadable)
            m_leftOut.set(join(path, name), LeftOut::Unreadable);
    }
    return good;
}

bool WorkspaceTree::listNames(Folder &folder, int fd, const std::string &path, std::vector<std::string> &names)
{
    names.clear();
    // A descriptor of its own: reading moves a position that the other would share.
    const int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = copy < 0 ? nullptr : fdopendir(copy);
    if (!directory)
        return false;
    std::set<std::string, std::less<>> seen;
    while (const dirent *entry = readdir(directory)) {
        const std::string name = entry->d_name;
        if (name != "." && name != ".." && name != ".git")
            seen.insert(name);
    }
    closedir(directory);
    std::vector<std::string> gone;
    for (const auto &[name, entry] : folder.entries) {
        if (!seen.contains(name) && entry.mode != 0160000)
            gone.push_back(name);
    }
    for (const std::string &name : gone)
        removeEntry(folder, name, join(path, name));
    const std::string prefix = path.empty() ? path : path + "/";
    for (auto entry = m_leftOut.paths.lower_bound(prefix);
        entry != m_leftOut.paths.end() && entry->first.starts_with(prefix); ++entry) {
        const std::string_view name = std::string_view(entry->first).substr(prefix.size());
        if (!name.contains('/') && !seen.contains(name))
            gone.emplace_back(name);
    }
    for (const std::string &name : gone)
        m_leftOut.clear(prefix + name);
    names.assign(seen.begin(), seen.end());
    // A submodule that the base declares stays, also when its folder is gone.
    for (const auto &[name, node] : folder.base ? folder.base->children : decltype(folder.base->children){}) {
        if (node.isSubmodule() && !seen.contains(name))
            names.push_back(name);
    }
    return true;
}

bool WorkspaceTree::loadRules(Folder &folder, int fd)
{
    std::string text = readSmallFile(fd, ".gitignore", MaxIgnoreFile).value_or(std::string());
    if (text == folder.ignoreText)
        return false;
    folder.ignoreText = std::move(text);
    folder.rules = std::make_unique<IgnoreRules>(folder.ignoreText);
    return true;
}

const TreeNode *WorkspaceTree::baseOf(const Folder &folder, std::string_view name)
{
    if (!folder.base)
        return nullptr;
    const auto found = folder.base->children.find(name);
    return found == folder.base->children.end() ? nullptr : &found->second;
}

void WorkspaceTree::visit(Folder &folder, int fd, const std::string &name, const std::string &path,
    const IgnoreScope &scope, int depth, std::vector<Reading> &readings)
{
    const std::string full = join(path, name);
    const TreeNode *base = baseOf(folder, name);
    if (base && base->isSubmodule()) {
        visitSubmodule(folder, fd, name, full, *base);
        return;
    }
    struct stat info{};
    if (fstatat(fd, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == EACCES)
            leaveOut(folder, name, full, LeftOut::Unreadable);
        else
            removeEntry(folder, name, full);
        return;
    }
    const NameProblem problem = entryNameProblem(name);
    const bool isFolder = S_ISDIR(info.st_mode);
    const bool tracked = base && base->isFolder() == isFolder;
    const bool ignored = folder.ignored || scope.ignores(full, isFolder);
    if (isNeverAllowed(problem) || (problem != NameProblem::None && !base))
        leaveOut(folder, name, full, LeftOut::Name);
    else if (ignored && !tracked)
        leaveOut(folder, name, full, LeftOut::Ignored);
    else if (full.size() > MaxPath || depth >= MaxDepth)
        leaveOut(folder, name, full, LeftOut::TooDeep);
    else if (isFolder)
        visitFolder(folder, name, full, ignored);
    else if (S_ISREG(info.st_mode) || S_ISLNK(info.st_mode))
        visitFile(folder, fd, name, full, info, readings);
    else
        leaveOut(folder, name, full, LeftOut::Special);
}

void WorkspaceTree::visitFolder(Folder &folder, const std::string &name, const std::string &path, bool ignored)
{
    Entry &entry = folder.entries[name];
    if (entry.folder) {
        if (entry.folder->ignored != ignored) {
            entry.folder->ignored = ignored;
            entry.folder->lookAtAll = true;
        }
        return;
    }
    m_leftOut.clear(path);
    entry = {.mode = 040000, .oid = {}, .stamp = {}, .readNs = 0, .folder = std::make_unique<Folder>()};
    entry.folder->parent = &folder;
    entry.folder->name = name;
    entry.folder->ignored = ignored;
    const TreeNode *base = baseOf(folder, name);
    entry.folder->base = base && base->isFolder() ? base : nullptr;
    markChanged(folder);
}

void WorkspaceTree::visitSubmodule(
    Folder &folder, int fd, const std::string &name, const std::string &path, const TreeNode &base)
{
    m_leftOut.clear(path);
    bool changed = false;
    const int inside = openat(fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (DIR *directory = inside < 0 ? nullptr : fdopendir(inside)) {
        while (const dirent *entry = readdir(directory))
            changed = changed || (std::string_view(entry->d_name) != "." && std::string_view(entry->d_name) != "..");
        closedir(directory);
    } else {
        struct stat info{};
        changed = fstatat(fd, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
    }
    setEntry(folder, name, 0160000, base.oid, {}, 0);
    if (changed)
        m_leftOut.set(path, LeftOut::Submodule);
}

void WorkspaceTree::leaveOut(Folder &folder, const std::string &name, const std::string &path, LeftOut reason)
{
    removeEntry(folder, name, path);
    m_leftOut.set(path, reason);
}

void WorkspaceTree::removeEntry(Folder &folder, const std::string &name, const std::string &path)
{
    m_leftOut.clear(path);
    const auto found = folder.entries.find(name);
    if (found == folder.entries.end())
        return;
    if (found->second.folder)
        forget(*found->second.folder);
    ++m_changedPaths;
    folder.entries.erase(found);
    markChanged(folder);
}

void WorkspaceTree::forget(Folder &folder)
{
    for (auto &[name, entry] : folder.entries) {
        if (entry.folder)
            forget(*entry.folder);
    }
    // A folder that was moved has the same watch under its new name; that one stays.
    const auto watch = m_watches.find(folder.watch);
    if (watch != m_watches.end() && watch->second == &folder) {
        m_watcher.remove(folder.watch);
        m_watches.erase(watch);
    }
}

void WorkspaceTree::markChanged(Folder &folder)
{
    for (Folder *changed = &folder; changed && changed->tree; changed = changed->parent)
        changed->tree.reset();
}

void WorkspaceTree::setEntry(Folder &folder, const std::string &name, unsigned mode, const std::string &oid,
    const Stamp &stamp, std::int64_t readNs)
{
    Entry &entry = folder.entries[name];
    if (entry.mode != mode || entry.oid != oid) {
        if (entry.folder)
            forget(*entry.folder);
        entry.folder.reset();
        entry.mode = mode;
        entry.oid = oid;
        ++m_changedPaths;
        markChanged(folder);
    }
    entry.stamp = stamp;
    entry.readNs = readNs;
}

bool WorkspaceTree::writeFolder(Folder &folder)
{
    if (folder.tree)
        return true;
    std::map<std::string, std::pair<unsigned, std::string>> list;
    bool asBase = folder.base != nullptr;
    for (auto &[name, entry] : folder.entries) {
        if (entry.folder && !writeFolder(*entry.folder))
            return false;
        const std::string &oid = entry.folder ? *entry.folder->tree : entry.oid;
        if (oid.empty())
            continue;
        list.emplace(name, std::pair(entry.mode, oid));
        const TreeNode *base = baseOf(folder, name);
        asBase = asBase && base && base->mode == entry.mode && base->oid == oid;
    }
    if (asBase && list.size() == folder.base->children.size()) {
        folder.tree = folder.base->oid;
    } else if (list.empty() && folder.parent) {
        folder.tree = std::string();
    } else {
        folder.tree = m_store.writeTree(list);
    }
    return folder.tree.has_value();
}

std::optional<std::string> WorkspaceTree::writeTree()
{
    return writeFolder(*m_top) ? m_top->tree : std::nullopt;
}

std::map<std::string, std::pair<unsigned, std::string>> WorkspaceTree::files() const
{
    std::map<std::string, std::pair<unsigned, std::string>> all;
    const auto add = [&all](const auto &self, const Folder &folder, const std::string &path) -> void {
        for (const auto &[name, entry] : folder.entries) {
            if (entry.folder)
                self(self, *entry.folder, join(path, name));
            else
                all.emplace(join(path, name), std::pair(entry.mode, entry.oid));
        }
    };
    add(add, *m_top, {});
    return all;
}

} // namespace pilothouse::guest
