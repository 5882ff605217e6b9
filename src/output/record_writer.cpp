#include "output/record_writer.hpp"

#include <cassert>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <unistd.h>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include "base/block_signals.hpp"
#include "files/descriptor.hpp"
#include "files/direct.hpp"
#include "files/write_all.hpp"
#include "output/record.hpp"
#include "trawl/async/event.hpp"

namespace trawl::output {

namespace {

using boost::system::error_code;

constexpr std::size_t batch_size = std::size_t{64} << 10;
constexpr std::size_t most_waiting = std::size_t{1} << 20;
constexpr auto longest_wait = std::chrono::milliseconds{200};

files::descriptor open_target(const std::string& path) {
    const auto given = files::own_descriptor(path);
    files::descriptor target{given ? ::fcntl(*given, F_DUPFD_CLOEXEC, 0)
                                   : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    if (!target.is_open()) {
        throw boost::system::system_error(files::last_error(), "cannot write records to " + path);
    }
    return target;
}

/// Takes the start of a line back that could not be written to its end. Pipes and terminals keep it: it cannot be taken
/// back there.
void cut_to_whole_lines(int descriptor, std::string_view written) noexcept {
    const std::size_t torn = written.size() - (written.rfind('\n') + 1);  // npos + 1 is 0: all of it
    const off_t end = ::lseek(descriptor, 0, SEEK_CUR);
    if (torn > 0 && end >= static_cast<off_t>(torn)) {
        [[maybe_unused]] const int cut = ::ftruncate(descriptor, end - static_cast<off_t>(torn));
    }
}

error_code write_lines(int descriptor, std::string_view lines) noexcept {
    const files::write_result result = files::write_all(descriptor, lines);
    if (result.failure) {
        cut_to_whole_lines(descriptor, lines.substr(0, result.written));
    }
    return result.failure;
}

}  // namespace

class record_writer::impl {
public:
    impl(async::executor loop, files::descriptor target, error_handler on_error, hook before_write)
        : loop_(std::move(loop)),
          target_(std::move(target)),
          before_write_(std::move(before_write)),
          here_(std::make_shared<loop_side>()) {
        here_->on_error = std::move(on_error);
        thread_ = std::thread{[this] { work(); }};
    }

    ~impl() {
        close();
        thread_.join();
        here_->on_error = nullptr;
    }

    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    template <class Append>
    void add(const Append& append) {
        const std::lock_guard lock{mutex_};
        assert(!closing_);
        if (failed_) {
            return;
        }
        const std::size_t before = waiting_.size();
        append(waiting_);
        if (before == 0 || (before < batch_size && waiting_.size() >= batch_size)) {
            changed_.notify_one();
        }
    }

    async::awaitable<void> room() {
        while (is_full()) {
            here_->has_room.clear();
            co_await here_->has_room.wait();
        }
    }

    async::awaitable<void> finish() {
        close();
        co_await here_->has_ended.wait();
    }

private:
    /// What the thread tells the loop. Outlives us in handlers that are still under way.
    struct loop_side {
        async::event has_room;
        async::event has_ended;
        error_handler on_error;
    };

    bool is_full() {
        const std::lock_guard lock{mutex_};
        loop_waits_ = waiting_.size() >= most_waiting;
        return loop_waits_;
    }

    void close() {
        const std::lock_guard lock{mutex_};
        closing_ = true;
        changed_.notify_one();
    }

    void work() {
        base::block_signals();
        std::string batch;
        while (take(batch)) {
            if (before_write_) {
                before_write_();
            }
            report(write_lines(target_.fd(), batch));
            batch.clear();
        }
        if (!target_.close()) {
            report(files::last_error());
        }
        boost::asio::post(loop_, [here = here_] { here->has_ended.set(); });
    }

    /// Waits for the next batch; false at the end.
    bool take(std::string& batch) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !waiting_.empty() || closing_; });
        changed_.wait_for(lock, longest_wait, [this] { return waiting_.size() >= batch_size || closing_; });
        batch.swap(waiting_);
        if (std::exchange(loop_waits_, false)) {
            boost::asio::post(loop_, [here = here_] { here->has_room.set(); });
        }
        return !batch.empty();
    }

    void report(error_code failure) {
        if (!failure) {
            return;
        }
        {
            const std::lock_guard lock{mutex_};
            waiting_.clear();
            if (std::exchange(failed_, true)) {
                return;
            }
        }
        boost::asio::post(loop_, [here = here_, failure] {
            here->has_room.set();
            if (here->on_error) {
                here->on_error(failure);
            }
        });
    }

    async::executor loop_;
    files::descriptor target_;
    hook before_write_;
    std::shared_ptr<loop_side> here_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string waiting_;
    bool loop_waits_ = false;
    bool closing_ = false;
    bool failed_ = false;
    std::thread thread_;
};

record_writer::record_writer(async::executor loop, const std::string& path, error_handler on_error, hook before_write)
    : impl_(std::make_unique<impl>(std::move(loop), open_target(path), std::move(on_error), std::move(before_write))) {
}

record_writer::~record_writer() = default;

void record_writer::add(const fetch::report& done, std::string_view method) {
    impl_->add([&](std::string& out) { append_record(out, done, method); });
}

void record_writer::add(std::string_view text) {
    impl_->add([&](std::string& out) { out += text; });
}

async::awaitable<void> record_writer::room() {
    return impl_->room();
}

async::awaitable<void> record_writer::finish() {
    return impl_->finish();
}

}  // namespace trawl::output
