#pragma once

#include <string>
#include <string_view>

#include "files/descriptor.hpp"
#include "files/folder.hpp"

namespace trawl::batch {

/// What fetch can do without a state; a crawl cannot.
inline constexpr std::string_view no_state_advice = " (--no-state does without it)";

/// FOLDER/.trawl, which is ours alone, and held (shared) while this lives.
///
/// Threads     Any. Blocks.
class journal_place {
public:
    [[nodiscard]] static bool exists(const files::folder& where);

    /// Opens FOLDER/.trawl, made as needed; no symbolic link is followed. Throws `journal_error`.
    [[nodiscard]] static files::descriptor open_folder(const files::folder& where,
                                                       std::string_view advice = no_state_advice);
    /// FOLDER/.trawl, as the user knows it.
    [[nodiscard]] static std::string shown_folder(const files::folder& where);
    /// Throws the `journal_error` that says so of a file in there, with what can be done.
    [[noreturn]] static void fail(const std::string& path, const std::string& why,
                                  std::string_view advice = no_state_advice);

    /// Opens the folder and makes an empty file for the database, as needed. No symbolic link is followed. Throws
    /// `journal_error`.
    explicit journal_place(const files::folder& where, std::string_view advice = no_state_advice);

    /// Of the database, without a symbolic link in it.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    /// Whether the file was made now.
    [[nodiscard]] bool is_new() const noexcept { return is_new_; }
    /// As the user knows it.
    [[nodiscard]] const std::string& shown_path() const noexcept { return shown_path_; }

    /// Whether no other program has it open. True once: nobody else can open it from then on, until this is destroyed.
    [[nodiscard]] bool try_to_own();

private:
    std::string shown_path_;
    files::descriptor folder_;
    std::string path_;
    bool is_new_ = false;
};

/// Tells one start of the machine from another; empty where the system does not say.
[[nodiscard]] std::string boot_id();

}  // namespace trawl::batch
