#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "crawl/budget.hpp"
#include "crawl/host_queue.hpp"
#include "crawl/state.hpp"
#include "crawl/url_id.hpp"
#include "trawl/http/url.hpp"

namespace trawl::crawl {

/// A host of a crawl: scheme, name and port.
struct frontier_host {
    host_id id = 0;
    std::string origin;
    /// What waits. May also hold what does not wait any more.
    host_queue queue;
    spending spent;
    std::uint64_t failures = 0;
    bool is_in_turn = false;

    [[nodiscard]] host_row row() const { return {id, origin, spent.pages, spent.bytes, failures}; }
};

/// The hosts of a crawl, and whose turn it is to give a job.
class frontier_hosts {
public:
    frontier_hosts(const budget& of_host, std::size_t jobs_per_host) : limit_(of_host), jobs_per_host_(jobs_per_host) {}

    /// One that an earlier run knew.
    void restore(const host_row& row);
    /// Nullptr: not known.
    [[nodiscard]] frontier_host* find(const http::url& where) const;
    /// Makes it if need be.
    [[nodiscard]] frontier_host& of(const http::url& where);
    /// Requires a host that is known.
    [[nodiscard]] frontier_host& operator[](host_id id) const { return *hosts_[id - 1]; }
    [[nodiscard]] bool is_known(host_id id) const noexcept { return id != 0 && id <= hosts_.size(); }

    /// It takes turns again, if it has something and may.
    void offer(frontier_host& which, async::clock::time_point now);
    void offer_all(async::clock::time_point now);
    /// Whose turn it is; nullptr: nobody's. It keeps its turn until `pass`.
    [[nodiscard]] frontier_host* turn(async::clock::time_point now);
    /// It is the next one's turn.
    void pass();
    /// Those whose turns come, the next one first.
    [[nodiscard]] const std::deque<frontier_host*>& turns() const noexcept { return turns_; }

    [[nodiscard]] std::size_t size() const noexcept { return hosts_.size(); }
    /// Whether it has had all that a host may have.
    [[nodiscard]] bool is_spent(const frontier_host& which, async::clock::time_point now) const noexcept;
    /// Those that have something that their budget keeps waiting.
    [[nodiscard]] std::vector<const frontier_host*> spent(async::clock::time_point now) const;
    /// The limit that keeps what one of these has waiting: "--host-max-pages 5".
    [[nodiscard]] std::string limit_of(const frontier_host& which, async::clock::time_point now) const;

private:
    [[nodiscard]] bool may_give(const frontier_host& which, async::clock::time_point now) const noexcept;

    budget limit_;
    std::size_t jobs_per_host_;
    std::vector<std::unique_ptr<frontier_host>> hosts_;
    std::unordered_map<std::string, frontier_host*> by_origin_;
    std::deque<frontier_host*> turns_;
};

}  // namespace trawl::crawl
