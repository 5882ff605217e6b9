#include "simulation/world.hpp"

#include <algorithm>
#include <array>

#include "simulation/chance.hpp"

namespace trawl::simulation {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

host_nature make_host(chance& dice, unsigned roughness) {
    host_nature made;
    if (dice.percent(roughness)) {
        constexpr std::array<unsigned, 5> shares{5, 20, 40, 80, 100};
        made.connect_faults = dice.percent(50) ? shares[dice.below(shares.size())] : 0;
        made.reply_faults = dice.percent(70) ? shares[dice.below(shares.size())] : 0;
    }
    made.latency = milliseconds(dice.percent(50) ? dice.between(1, 400) : 1);
    made.slowest = milliseconds(dice.between(1, dice.percent(20) ? 4000 : 200));
    made.idle_limit = milliseconds(dice.between(1, 20'000));
    made.has_robots = dice.percent(60);
    if (made.has_robots && dice.percent(30)) {
        made.crawl_delay = seconds(dice.between(1, 5));
    }
    made.robots_faults = dice.percent(roughness / 2) ? static_cast<unsigned>(dice.between(1, 5)) : 0;
    return made;
}

std::string page_text(chance& dice, const std::string& url, const std::vector<std::string>& links) {
    std::string text = "<!doctype html><html><head><title>" + url + "</title></head><body>\n";
    for (const auto& each : links) {
        text += "<p><a href=\"" + each + "\">there</a>\n";
    }
    const std::size_t filler = dice.percent(5) ? dice.between(30'000, 120'000) : dice.below(2'000);
    while (text.size() < filler) {
        text += "The quick brown fox jumps over the lazy dog. ";
    }
    return text + "</body></html>\n";
}

/// The addresses that there are, before it is known what stands there.
struct map_of_pages {
    world::kind what;
    std::vector<std::string> inside{};
    std::vector<std::string> outside{"http://elsewhere.test/", "http://other.test/page"};

    [[nodiscard]] const std::string& any(chance& dice) const { return inside[dice.below(inside.size())]; }
};

std::string host_of(const std::string& url) {
    return url.substr(0, url.find('/', 7));
}

// It may be the same place, if there is no other.
std::string place_behind(chance& dice, const std::string& url, const map_of_pages& known) {
    for (int tries = 0; tries < 50; ++tries) {
        const std::string& found = known.any(dice);
        if (found != url && (known.what == world::kind::pages || host_of(found) == host_of(url))) {
            return found;
        }
    }
    return url;
}

resource make_resource(chance& dice, const std::string& url, const map_of_pages& known) {
    resource made;
    made.is_private = url.find("/private/") != std::string::npos;
    const std::uint64_t kind = dice.below(100);
    if (kind < 6) {
        made.what = resource::kind::missing;
    } else if (kind < 16) {
        made.what = resource::kind::redirect;
        made.links.push_back(place_behind(dice, url, known));
    } else {
        for (std::size_t count = dice.below(7); count > 0; --count) {
            made.links.push_back(dice.percent(4) ? known.outside[dice.below(2)] : known.any(dice));
        }
        made.body = page_text(dice, url, made.links);
        if (known.what == world::kind::files && dice.percent(15)) {
            made.changes_after = dice.between(1, 4);
            made.later_body = page_text(dice, "the new " + url, made.links);
        }
    }
    return made;
}

}  // namespace

world::world(std::uint64_t of, kind is) : seed(of), what(is) {
    chance dice(seed, "world", static_cast<std::uint64_t>(is));
    constexpr std::array<unsigned, 4> roughnesses{0, 30, 60, 100};
    const unsigned roughness = roughnesses[dice.below(roughnesses.size())];
    const std::size_t host_count = dice.between(1, 5);
    map_of_pages known{what};
    for (std::size_t at = 0; at < host_count; ++at) {
        const std::string name = "host" + std::to_string(at) + ".test";
        host_nature& made = hosts.emplace(name, make_host(dice, roughness)).first->second;
        if (what == kind::files) {
            made.has_robots = false;
            made.crawl_delay = {};
        }
        for (std::size_t page = dice.between(1, 16); page > 0; --page) {
            known.inside.push_back("http://" + name + (dice.percent(10) ? "/private/" : "/") + std::to_string(page));
        }
    }
    for (const auto& each : known.inside) {
        resources.emplace(each, make_resource(dice, each, known));
    }
    for (std::size_t count = dice.between(1, 3); count > 0; --count) {
        seeds.push_back(known.any(dice));
    }
}

const resource* world::find(const std::string& url) const {
    const auto found = resources.find(url);
    return found == resources.end() ? nullptr : &found->second;
}

std::string robots_text(const host_nature& of) {
    std::string text = "User-agent: *\nDisallow: /private/\n";
    if (of.crawl_delay > duration::zero()) {
        text += "Crawl-delay: " + std::to_string(std::chrono::duration_cast<seconds>(of.crawl_delay).count()) + "\n";
    }
    return text;
}

}  // namespace trawl::simulation
