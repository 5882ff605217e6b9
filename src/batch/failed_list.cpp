#include "batch/failed_list.hpp"

#include <cerrno>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <boost/system/system_error.hpp>

#include "base/block_signals.hpp"
#include "batch/ordered_texts.hpp"
#include "files/direct.hpp"
#include "files/write_all.hpp"

namespace trawl::batch {

namespace {

using boost::system::error_code;

constexpr std::size_t piece_size = std::size_t{64} << 10;

/// Whether a list would read it back as one input: its further lines are options of the first.
bool is_one_input(std::string_view text) {
    if (text.empty() || text.front() == ' ' || text.front() == '\t') {
        return false;
    }
    for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', end + 1)) {
        if (end + 1 == text.size() || (text[end + 1] != ' ' && text[end + 1] != '\t')) {
            return false;
        }
    }
    return true;
}

std::string as_comment(std::string_view text) {
    std::string line = "# not one line: ";
    for (const char c : text) {
        line += c == '\n' || c == '\r' ? ' ' : c;
    }
    return line;
}

}  // namespace

/// The file, and the thread that writes it.
class failed_list::impl {
public:
    explicit impl(const std::string& path) { open(path); }

    ~impl() {
        end_thread();
        if (!temporary_.empty()) {
            ::unlinkat(folder_->fd(), temporary_.c_str(), 0);
        }
    }

    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    void settle(std::uint64_t number, std::string text) {
        order_.settle(number, std::move(text), [this](std::string_view next) { write(next); });
    }

    error_code finish() {
        order_.finish([this](std::string_view next) { write(next); });
        end_thread();
        if (!file_.close() && !failure_) {
            failure_ = files::last_error();
        }
        if (!failure_ && !temporary_.empty()) {
            if (::renameat(folder_->fd(), temporary_.c_str(), folder_->fd(), name_.c_str()) != 0) {
                failure_ = files::last_error();
            } else {
                temporary_.clear();
            }
        }
        return failure_;
    }

private:
    void open(const std::string& path) {
        const std::atomic<bool> is_abandoned = false;
        auto target = files::open_direct(path, is_abandoned);
        if (!target) {
            throw boost::system::system_error(target.error(), "cannot write " + path);
        }
        if (auto* const direct = std::get_if<files::descriptor>(&*target)) {
            file_ = std::move(*direct);
            return;
        }
        auto& regular = std::get<files::folder_target>(*target);
        folder_ = std::move(regular.where);
        name_ = std::move(regular.name);
        temporary_ = name_ + ".new";
        file_ = files::descriptor(
            ::openat(folder_->fd(), temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file_.is_open()) {
            temporary_.clear();
            throw boost::system::system_error(files::last_error(), "cannot write " + path);
        }
    }

    void write(std::string_view text) {
        const std::lock_guard lock(mutex_);
        waiting_.append(text).append("\n");
        if (waiting_.size() >= piece_size) {
            if (!thread_.joinable()) {
                thread_ = std::thread([this] { work(); });
            }
            changed_.notify_one();
        }
    }

    void end_thread() {
        if (thread_.joinable()) {
            {
                const std::lock_guard lock(mutex_);
                is_ending_ = true;
            }
            changed_.notify_one();
            thread_.join();
        }
        keep(files::write_all(file_.fd(), std::exchange(waiting_, {})).failure);
    }

    void work() {
        base::block_signals();
        std::unique_lock lock(mutex_);
        while (!is_ending_) {
            changed_.wait(lock, [this] { return is_ending_ || waiting_.size() >= piece_size; });
            const std::string piece = std::exchange(waiting_, {});
            lock.unlock();
            keep(files::write_all(file_.fd(), piece).failure);
            lock.lock();
        }
    }

    void keep(error_code failure) {
        if (failure && !failure_) {
            failure_ = failure;
        }
    }

    ordered_texts order_;
    std::optional<files::folder> folder_;
    std::string name_;
    std::string temporary_;  // empty: there is none
    files::descriptor file_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string waiting_;
    bool is_ending_ = false;
    error_code failure_;  // of the thread, while there is one
    std::thread thread_;
};

failed_list::failed_list(const std::string& path) : impl_(std::make_unique<impl>(path)) {
}

failed_list::~failed_list() = default;

void failed_list::succeeded(std::uint64_t number) {
    impl_->settle(number, {});
}

void failed_list::failed(std::uint64_t number, std::string_view source_text) {
    impl_->settle(number, is_one_input(source_text) ? std::string(source_text) : as_comment(source_text));
}

error_code failed_list::finish() {
    return impl_->finish();
}

}  // namespace trawl::batch
