#pragma once

#include "runner/guest/program/workspace/git_store.h"
#include "runner/guest/program/workspace/ignore.h"
#include "runner/guest/program/workspace/watcher.h"

#include <array>
#include <memory>
#include <set>

struct stat;

namespace pilothouse::guest {

/// What the workspace leaves out of snapshots, and why.
struct LeftOutPaths {
    std::array<std::uint64_t, LeftOutKinds> counts{};
    std::map<std::string, LeftOut, std::less<>> paths;

    void set(const std::string &path, LeftOut reason);
    /// Forgets the path and everything below it.
    void clear(const std::string &path);
    void clearAll();
};

/// The workspace's files as they were when they were last looked at, kept in memory where nothing in the sandbox can
/// change it, and the git trees of them. Only folders that changed are looked at again, unless all of it is asked for.
///
/// A file's content is taken as known only if device, inode, size, both times and the mode are the same, and the change
/// time, which nobody in the sandbox can set, is older than the moment when the file was read.
class WorkspaceTree {
public:
    WorkspaceTree(std::string root, GitStore &store, Watcher &watcher);
    ~WorkspaceTree();

    enum class Trust { Nothing, Base };
    /// Forgets everything and takes `base` as what is tracked. Looks at all files; with Trust::Base those that are in
    /// the base have its content, as right after a checkout.
    [[nodiscard]] bool load(TreeNode base, Trust trust);

    enum class Look { Changed, Everything };
    /// Brings the picture up to date. False when git or the disk failed; what failed is looked at again next time.
    [[nodiscard]] bool update(Look look);
    /// The git tree of the whole; empty when git failed.
    [[nodiscard]] std::optional<std::string> writeTree();

    /// inotify says that something happened; `name` empty: to the folder itself.
    void changed(int watch, const std::string &name);
    void everythingChanged() { m_lookAtAll = true; }
    [[nodiscard]] bool hasChanges() const;

    [[nodiscard]] const LeftOutPaths &leftOut() const { return m_leftOut; }
    /// Paths whose entries changed since the last call.
    [[nodiscard]] std::uint32_t takeChangedPaths() { return std::exchange(m_changedPaths, 0); }
    /// The files as last seen: path → mode and object.
    [[nodiscard]] std::map<std::string, std::pair<unsigned, std::string>> files() const;

private:
    struct Stamp {
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        std::int64_t size = -1;
        std::int64_t modifiedNs = 0;
        std::int64_t changedNs = 0;
        unsigned mode = 0;
        friend bool operator==(const Stamp &, const Stamp &) = default;
    };
    struct Folder;
    struct Entry {
        unsigned mode = 0;
        std::string oid; ///< Empty: never read.
        Stamp stamp;
        std::int64_t readNs = 0; ///< When its reading began, by the clock that gives files their times.
        std::unique_ptr<Folder> folder;
    };
    struct Folder {
        Folder *parent = nullptr;
        std::string name;
        std::map<std::string, Entry, std::less<>> entries;
        std::string ignoreText;
        std::unique_ptr<IgnoreRules> rules;
        const TreeNode *base = nullptr;
        bool ignored = false; ///< Only what the base tracks counts in it.
        bool lookAtAll = true;
        bool lookBelow = false; ///< A folder further down has something to look at.
        std::set<std::string, std::less<>> lookAt;
        std::optional<std::string> tree; ///< Empty text: nothing in it. None: to be written.
        int watch = -1;
    };
    /// One file that has to be read.
    struct Reading {
        std::string name;
        unsigned mode = 0;
        Stamp stamp;
        std::int64_t readNs = 0;
        std::string known; ///< The object that it probably still is.
        bool sameSize = true;
        UniqueFd file;
    };

    static Stamp stampOf(const struct stat &info);
    [[nodiscard]] bool lookAt(
        Folder &folder, int fd, const IgnoreScope *above, const std::string &path, int depth, bool everything);
    [[nodiscard]] bool listNames(Folder &folder, int fd, const std::string &path, std::vector<std::string> &names);
    [[nodiscard]] bool loadRules(Folder &folder, int fd);
    void visit(Folder &folder, int fd, const std::string &name, const std::string &path, const IgnoreScope &scope,
        int depth, std::vector<Reading> &readings);
    void visitFile(Folder &folder, int fd, const std::string &name, const std::string &path, const struct stat &info,
        std::vector<Reading> &readings);
    void visitFolder(Folder &folder, const std::string &name, const std::string &path, bool ignored);
    void visitSubmodule(Folder &folder, int fd, const std::string &name, const std::string &path, const TreeNode &base);
    [[nodiscard]] bool readFiles(Folder &folder, const std::string &path, std::vector<Reading> &readings);
    [[nodiscard]] bool settle(Folder &folder, const std::string &path, std::vector<Reading *> readings, bool keep);
    void setEntry(Folder &folder, const std::string &name, unsigned mode, const std::string &oid, const Stamp &stamp,
        std::int64_t readNs);
    void leaveOut(Folder &folder, const std::string &name, const std::string &path, LeftOut reason);
    void removeEntry(Folder &folder, const std::string &name, const std::string &path);
    void forget(Folder &folder);
    void markChanged(Folder &folder);
    static void markAbove(Folder &folder);
    [[nodiscard]] bool writeFolder(Folder &folder);
    static const TreeNode *baseOf(const Folder &folder, std::string_view name);

    std::string m_root;
    GitStore &m_store;
    Watcher &m_watcher;
    TreeNode m_base;
    std::unique_ptr<Folder> m_top;
    std::map<int, Folder *> m_watches;
    LeftOutPaths m_leftOut;
    bool m_lookAtAll = true;
    bool m_trustBase = false;
    bool m_lookingAtAll = false; ///< The present look lists every folder.
    std::uint32_t m_changedPaths = 0;
};

} // namespace pilothouse::guest
