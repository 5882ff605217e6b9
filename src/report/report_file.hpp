#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "files/descriptor.hpp"
#include "files/folder.hpp"

namespace trawl::report {

/// Where a report goes: "-" and pipes and devices as they are; in place of a regular file a new one, once it
/// is whole: until then it has no name, or one of its own, NAME.PID.new.
///
/// Errors      `boost::system::system_error` that names the file, of all calls.
/// Lifetime    Without `finish` what stood in the file stays.
/// Threads     Any, one at a time. Blocks.
class report_file {
public:
    /// Folders are made as needed. What can be seen now of why it cannot be written is told now: for the start of a run.
    explicit report_file(std::string path);
    ~report_file();
    report_file(report_file&&) noexcept;
    report_file& operator=(report_file&&) = delete;

    void write(std::string_view text);
    /// Writes what is held back, and gives the file its name.
    void finish();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    void open();
    template <class Make>
    void make_under_new_name(const Make& make);
    void make_temporary();
    void give_name();
    void flush();
    [[noreturn]] void fail(boost::system::error_code why) const;

    std::string path_;
    std::optional<files::folder> folder_;  // of a regular file
    std::string name_;
    std::string temporary_;  // empty: it has no name yet, or stands where it is to
    files::descriptor file_;
    std::string waiting_;
};

}  // namespace trawl::report
