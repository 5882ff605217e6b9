#include "support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "support/child_spawn.hpp"

namespace trawl::test {
namespace {

constexpr std::size_t most_queued = std::size_t{1} << 20;

std::chrono::microseconds duration(const timeval& time) {
    return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}

}  // namespace

/// One thread waits for the program's end, one moves its input and output.
class child_process::impl {
public:
    impl(const std::filesystem::path& program, child_options how)
        : queue_(std::move(how.input)),
          input_ends_(!how.keep_input_open),
          limit_(std::chrono::steady_clock::now() + how.limit) {
        auto in = make_pipe();
        auto out = make_pipe();
        auto err = make_pipe();
        auto wake = make_pipe();
        pid_ = spawn(program, how, in.read.get(), out.write.get(), err.write.get());
        in_ = std::move(in.write);
        out_ = std::move(out.read);
        err_ = std::move(err.read);
        wake_read_ = std::move(wake.read);
        wake_write_ = std::move(wake.write);
        ::fcntl(in_.get(), F_SETFL, O_NONBLOCK);
        ::fcntl(wake_write_.get(), F_SETFL, O_NONBLOCK);
        waiter_ = std::thread{[this] { wait_for_end(); }};
        pump_ = std::thread{[this] { pump(); }};
    }

    ~impl() {
        kill(SIGKILL);
        join();
    }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }

    bool write(std::string_view text) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return queue_.size() < most_queued || input_closed_; });
        if (input_closed_ || input_ends_) {
            return false;
        }
        queue_ += text;
        wake();
        return true;
    }

    void close_input() {
        const std::lock_guard lock{mutex_};
        input_ends_ = true;
        wake();
    }

    void kill(int signal) {
        const std::lock_guard lock{mutex_};
        if (!exited_) {
            ::kill(pid_, signal);
        }
    }

    [[nodiscard]] bool is_running() const {
        const std::lock_guard lock{mutex_};
        return !exited_;
    }

    [[nodiscard]] std::string text(const std::string child_result::*stream) const {
        const std::lock_guard lock{mutex_};
        return result_.*stream;
    }

    [[nodiscard]] bool wait_for(const std::string child_result::*stream, std::string_view text,
                                std::chrono::milliseconds limit) const {
        std::unique_lock lock{mutex_};
        const auto found = [&] { return (result_.*stream).find(text) != std::string::npos; };
        changed_.wait_for(lock, limit, [&] { return found() || done_; });
        return found();
    }

    child_result wait() {
        join();
        return result_;
    }

private:
    void join() {
        if (waiter_.joinable()) {
            waiter_.join();
            pump_.join();
        }
    }

    void wake() { static_cast<void>(::write(wake_write_.get(), "x", 1)); }

    void wait_for_end() {
        siginfo_t told{};
        // The number must not be given to another process while `kill` may still use it: taken away under the lock
        // only.
        while (::waitid(P_PID, static_cast<id_t>(pid_), &told, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
        }
        const std::lock_guard lock{mutex_};
        int status = 0;
        rusage used{};
        ::wait4(pid_, &status, 0, &used);
        exited_ = true;
        if (WIFEXITED(status)) {
            result_.exit_status = WEXITSTATUS(status);
        } else {
            result_.signal = WTERMSIG(status);
        }
        result_.peak_memory = static_cast<std::size_t>(used.ru_maxrss) * 1024;
        result_.user_time = duration(used.ru_utime);
        result_.system_time = duration(used.ru_stime);
        changed_.notify_all();
        wake();
    }

    void pump() {
        // A program that closes its stdin must not end this one.
        sigset_t broken_pipe;
        sigemptyset(&broken_pipe);
        sigaddset(&broken_pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
        while (pump_once()) {
        }
        const std::lock_guard lock{mutex_};
        done_ = true;
        input_closed_ = true;
        in_.reset();
        changed_.notify_all();
    }

    bool pump_once() {
        bool wants_to_write = false;
        {
            const std::lock_guard lock{mutex_};
            if (exited_ && ((!out_.is_open() && !err_.is_open()) || result_.timed_out)) {
                return false;
            }
            if (queue_.empty() && input_ends_) {
                in_.reset();
                input_closed_ = true;
            }
            wants_to_write = in_.is_open() && !queue_.empty();
        }
        std::array<pollfd, 4> waiting{{{out_.get(), POLLIN, 0},
                                       {err_.get(), POLLIN, 0},
                                       {wake_read_.get(), POLLIN, 0},
                                       {wants_to_write ? in_.get() : -1, POLLOUT, 0}}};
        if (::poll(waiting.data(), waiting.size(), milliseconds_left()) == 0 && milliseconds_left() == 0) {
            stop_at_limit();
            return true;
        }
        take(out_, waiting[0].revents, &child_result::out);
        take(err_, waiting[1].revents, &child_result::err);
        if (waiting[2].revents != 0) {
            std::array<char, 256> ignored{};
            static_cast<void>(::read(wake_read_.get(), ignored.data(), ignored.size()));
        }
        if (waiting[3].revents != 0) {
            give();
        }
        return true;
    }

    [[nodiscard]] int milliseconds_left() const {
        if (over_limit_) {
            return -1;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit_ - std::chrono::steady_clock::now());
        return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 1'000'000));
    }

    void stop_at_limit() {
        over_limit_ = true;
        {
            const std::lock_guard lock{mutex_};
            result_.timed_out = true;
        }
        kill(SIGKILL);
    }

    void take(descriptor& from, short events, std::string child_result::*stream) {
        if (events == 0) {
            return;
        }
        std::array<char, 65'536> bytes{};
        const auto size = ::read(from.get(), bytes.data(), bytes.size());
        if (size <= 0) {
            from.reset();
            return;
        }
        const std::lock_guard lock{mutex_};
        (result_.*stream).append(bytes.data(), static_cast<std::size_t>(size));
        changed_.notify_all();
    }

    void give() {
        const std::lock_guard lock{mutex_};
        const auto size = ::write(in_.get(), queue_.data(), queue_.size());
        if (size < 0 && errno != EAGAIN) {
            in_.reset();
            input_closed_ = true;
            queue_.clear();
        } else if (size > 0) {
            queue_.erase(0, static_cast<std::size_t>(size));
        }
        changed_.notify_all();
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    child_result result_;
    std::string queue_;
    bool input_ends_;
    bool input_closed_ = false;
    bool exited_ = false;
    bool done_ = false;
    // Of the pump only.
    std::chrono::steady_clock::time_point limit_;
    bool over_limit_ = false;
    pid_t pid_ = 0;
    descriptor in_;
    descriptor out_;
    descriptor err_;
    descriptor wake_read_;
    descriptor wake_write_;
    std::thread waiter_;
    std::thread pump_;
};

child_process::child_process(const std::filesystem::path& program, child_options how)
    : impl_(std::make_unique<impl>(program, std::move(how))) {
}

child_process::~child_process() = default;

pid_t child_process::pid() const {
    return impl_->pid();
}

bool child_process::write(std::string_view text) {
    return impl_->write(text);
}

void child_process::close_input() {
    impl_->close_input();
}

void child_process::kill(int signal) {
    impl_->kill(signal);
}

std::string child_process::out() const {
    return impl_->text(&child_result::out);
}

std::string child_process::err() const {
    return impl_->text(&child_result::err);
}

bool child_process::wait_for_out(std::string_view text, std::chrono::milliseconds limit) const {
    return impl_->wait_for(&child_result::out, text, limit);
}

bool child_process::wait_for_err(std::string_view text, std::chrono::milliseconds limit) const {
    return impl_->wait_for(&child_result::err, text, limit);
}

bool child_process::is_running() const {
    return impl_->is_running();
}

child_result child_process::wait() {
    return impl_->wait();
}

child_result run(const std::filesystem::path& program, child_options how) {
    return child_process{program, std::move(how)}.wait();
}

}  // namespace trawl::test
