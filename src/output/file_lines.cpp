#include "output/file_lines.hpp"

#include <cerrno>
#include <utility>

#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "files/write_all.hpp"

namespace trawl::output {

namespace {

constexpr std::size_t piece_size = std::size_t{256} * 1024;

}  // namespace

std::size_t read_at(const files::descriptor& file, std::uint64_t offset, std::span<char> into,
                    const std::string& name) {
    while (true) {
        const ssize_t count = ::pread(file.fd(), into.data(), into.size(), static_cast<off_t>(offset));
        if (count >= 0) {
            return static_cast<std::size_t>(count);
        }
        if (errno != EINTR) {
            throw boost::system::system_error(files::last_error(), "cannot read " + name);
        }
    }
}

bool line_reader::next() {
    std::size_t end = text_.find('\n', at_);
    while (end == std::string::npos) {
        const std::size_t known = text_.size() - at_;
        if (!fill()) {
            return false;
        }
        end = text_.find('\n', known);
    }
    line_ = std::string_view(text_).substr(at_, end - at_);
    start_ = read_ - text_.size() + at_;
    at_ = end + 1;
    return true;
}

bool line_reader::fill() {
    text_.erase(0, std::exchange(at_, 0));
    const std::size_t kept = text_.size();
    text_.resize(kept + piece_size);
    const std::size_t count = read_at(file_, read_, std::span(text_).subspan(kept), name_);
    text_.resize(kept + count);
    read_ += count;
    return count > 0;
}

void line_writer::add(std::string_view line) {
    text_.append(line).push_back('\n');
    if (text_.size() >= piece_size) {
        flush();
    }
}

void line_writer::flush() {
    if (const files::write_result done = files::write_all(file_.fd(), text_); done.failure) {
        throw boost::system::system_error(done.failure, "cannot write " + name_);
    }
    text_.clear();
}

}  // namespace trawl::output
