#include <algorithm>
#include <compare>
#include <limits>
#include <span>
#include <utility>

#include <boost/json/value.hpp>

#include "expect/json_path_query.hpp"
#include "expect/json_value.hpp"

namespace trawl::expect::path {

namespace json = boost::json;

namespace {

/// That many bytes of text take as long as a node.
constexpr std::size_t text_per_step = 64;
/// So many nodes take as long as a byte of a regular expression that a document gives: a few may stand for thousands of
/// states.
constexpr std::size_t steps_per_expression_byte = 1'000;

template <class... Functions>
struct overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
overloaded(Functions...) -> overloaded<Functions...>;

std::string_view text(const json::value& of) {
    return {of.get_string().data(), of.get_string().size()};
}

/// What takes the nodes of a query.
struct taker {
    std::size_t most;  ///< no more are looked for
    std::vector<const json::value*>* all = nullptr;
    std::size_t count = 0;
    const json::value* first = nullptr;

    explicit taker(std::size_t limit) noexcept : most(limit) {}

    void take(const json::value& node) {
        if (count++ == 0) {
            first = &node;
        }
        if (all != nullptr) {
            all->push_back(&node);
        }
    }
};

/// The elements from `from` on, `count` of them, each `step` behind the one before (section 2.3.4.2.2).
struct stride {
    std::int64_t from = 0;
    std::int64_t count = 0;
};

stride within(const slice& wanted, std::int64_t size) {
    const auto from_start = [size](std::int64_t at) { return at >= 0 ? at : size + at; };
    const auto step = wanted.step;
    if (step == 0) {
        return {};
    }
    if (step > 0) {
        const auto lower = std::clamp(from_start(wanted.start.value_or(0)), std::int64_t{0}, size);
        const auto upper = std::clamp(from_start(wanted.end.value_or(size)), std::int64_t{0}, size);
        return {lower, upper > lower ? (upper - lower - 1) / step + 1 : 0};
    }
    const auto upper = std::clamp(from_start(wanted.start.value_or(size - 1)), std::int64_t{-1}, size - 1);
    const auto lower = wanted.end ? std::clamp(from_start(*wanted.end), std::int64_t{-1}, size - 1) : -1;
    return {upper, upper > lower ? (upper - lower - 1) / -step + 1 : 0};
}

/// Goes through a document depth first: what is beneath a node is done before the next, which is the order of RFC 9535 with
/// no list of nodes between the segments.
class evaluation {
public:
    evaluation(const json::value& root, std::size_t most_work) noexcept : root_(root), most_work_(most_work) {}

    void select(const query& what, const json::value& current, taker& into) {
        follow(what.segments, what.is_relative ? current : root_, into);
    }
    [[nodiscard]] bool is_cut() const noexcept { return work_ > most_work_; }

private:
    using rest = std::span<const segment>;

    [[nodiscard]] bool is_over(const taker& into) const noexcept { return into.count >= into.most || is_cut(); }

    void follow(rest way, const json::value& node, taker& into);
    void follow_all(rest way, const json::value& node, taker& into);
    void follow_beneath(rest way, const json::value& node, taker& into);
    void follow_slice(const slice& wanted, rest further, const json::array& node, taker& into);
    void apply(const selector& each, rest further, const json::value& node, taker& into);
    template <class Visit>
    void for_children(const json::value& node, const taker& into, Visit visit);

    [[nodiscard]] bool holds(const test& what, const json::value& current);
    [[nodiscard]] bool compare(const comparison& what, const json::value& current);
    [[nodiscard]] bool matches(const call& what, const json::value& current);
    [[nodiscard]] const json::value* value_of(const operand& what, const json::value& current, json::value& room);
    [[nodiscard]] const json::value* call_value(const call& what, const json::value& current, json::value& room);
    [[nodiscard]] const pattern* expression(std::string_view text);

    const json::value& root_;
    std::size_t most_work_;
    std::size_t work_ = 0;
    /// The last one that a document gave.
    std::optional<std::string> compiled_from_;
    std::optional<pattern> compiled_;
};

void evaluation::follow(rest way, const json::value& node, taker& into) {
    ++work_;
    if (is_over(into)) {
        return;
    }
    if (way.empty()) {
        into.take(node);
    } else if (way.front().descends) {
        follow_beneath(way, node, into);
    } else {
        follow_all(way, node, into);
    }
}

void evaluation::follow_all(rest way, const json::value& node, taker& into) {
    for (const auto& each : way.front().selectors) {
        apply(each, way.subspan(1), node, into);
    }
}

void evaluation::follow_beneath(rest way, const json::value& node, taker& into) {
    follow_all(way, node, into);
    for_children(node, into, [&](const json::value& child) {
        ++work_;
        follow_beneath(way, child, into);
    });
}

template <class Visit>
void evaluation::for_children(const json::value& node, const taker& into, Visit visit) {
    if (const auto* array = node.if_array()) {
        for (const auto& child : *array) {
            if (is_over(into)) {
                return;
            }
            visit(child);
        }
    } else if (const auto* object = node.if_object()) {
        for (const auto& child : *object) {
            if (is_over(into)) {
                return;
            }
            visit(child.value());
        }
    }
}

void evaluation::apply(const selector& each, rest further, const json::value& node, taker& into) {
    const auto go_on = [&](const json::value& child) { follow(further, child, into); };
    std::visit(overloaded{
                   [&](const member& wanted) {
                       const auto* object = node.if_object();
                       if (const auto* child = object == nullptr ? nullptr : object->if_contains(wanted.name)) {
                           go_on(*child);
                       }
                   },
                   [&](const element& wanted) {
                       const auto* array = node.if_array();
                       const auto size = array == nullptr ? 0 : static_cast<std::int64_t>(array->size());
                       const auto at = wanted.index < 0 ? size + wanted.index : wanted.index;
                       if (at >= 0 && at < size) {
                           go_on((*array)[static_cast<std::size_t>(at)]);
                       }
                   },
                   [&](const wildcard&) { for_children(node, into, go_on); },
                   [&](const slice& wanted) {
                       if (const auto* array = node.if_array()) {
                           follow_slice(wanted, further, *array, into);
                       }
                   },
                   [&](const filter& wanted) {
                       for_children(node, into, [&](const json::value& child) {
                           ++work_;
                           if (holds(wanted.of, child)) {
                               go_on(child);
                           }
                       });
                   },
               },
               each);
}

void evaluation::follow_slice(const slice& wanted, rest further, const json::array& node, taker& into) {
    const auto [from, count] = within(wanted, static_cast<std::int64_t>(node.size()));
    for (std::int64_t i = 0; i < count && !is_over(into); ++i) {
        follow(further, node[static_cast<std::size_t>(from + i * wanted.step)], into);
    }
}

// Filters

bool evaluation::holds(const test& what, const json::value& current) {
    const auto one = [&](const test& each) { return holds(each, current); };
    return std::visit(overloaded{
                          [&](const any_of& all) { return std::any_of(all.of.begin(), all.of.end(), one); },
                          [&](const all_of& all) { return std::all_of(all.of.begin(), all.of.end(), one); },
                          [&](const negation& of) { return !one(*of.of); },
                          [&](const comparison& of) { return compare(of, current); },
                          [&](const query& of) {
                              taker any(1);
                              select(of, current, any);
                              return any.count > 0;
                          },
                          [&](const call& of) { return matches(of, current); },
                      },
                      what.of);
}

/// Section 2.3.5.2.2. No value is the same as no value, and neither less nor greater than anything.
bool evaluation::compare(const comparison& what, const json::value& current) {
    json::value left_room;
    json::value right_room;
    const auto* left = value_of(what.left, current, left_room);
    const auto* right = value_of(what.right, current, right_room);
    const bool has_both = left != nullptr && right != nullptr;
    const auto is_same = [&] { return has_both ? is_same_json(*left, *right, work_) : left == right; };
    const auto order = [&] { return has_both ? json_order(*left, *right) : std::partial_ordering::unordered; };
    switch (what.how) {
        case relation::equal:
            return is_same();
        case relation::unequal:
            return !is_same();
        case relation::less:
            return std::is_lt(order());
        case relation::less_or_equal:
            return std::is_lt(order()) || is_same();
        case relation::greater:
            return std::is_gt(order());
        case relation::greater_or_equal:
            return std::is_gt(order()) || is_same();
    }
    return false;
}

/// nullptr: nothing. `room` is for what stands nowhere else.
const json::value* evaluation::value_of(const operand& what, const json::value& current, json::value& room) {
    return std::visit(overloaded{
                          [](const literal& of) { return of.get(); },
                          [&](const query& of) {
                              taker one(1);
                              select(of, current, one);
                              return one.first;
                          },
                          [&](const std::unique_ptr<call>& of) { return call_value(*of, current, room); },
                      },
                      what);
}

/// Of length, count and value (section 2.4.4 and further).
const json::value* evaluation::call_value(const call& what, const json::value& current, json::value& room) {
    const auto& argument = what.arguments.front();
    if (what.of == function::length) {
        const auto* of = value_of(argument, current, room);
        if (of == nullptr || !(of->is_string() || of->is_structured())) {
            return nullptr;
        }
        if (of->is_string()) {
            work_ += text(*of).size() / text_per_step;
            room = std::count_if(text(*of).begin(), text(*of).end(), [](char c) {
                return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // the first byte of a character
            });
        } else {
            room = of->is_array() ? of->get_array().size() : of->get_object().size();
        }
        return &room;
    }
    const bool counts = what.of == function::count;
    taker nodes(counts ? std::numeric_limits<std::size_t>::max() : 2);
    select(std::get<query>(argument), current, nodes);
    if (counts) {
        room = nodes.count;
        return &room;
    }
    return nodes.count == 1 ? nodes.first : nullptr;
}

/// match and search.
bool evaluation::matches(const call& what, const json::value& current) {
    json::value text_room;
    const auto* of = value_of(what.arguments.front(), current, text_room);
    if (of == nullptr || !of->is_string()) {
        return false;
    }
    const pattern* wanted = what.expression ? &*what.expression : nullptr;
    json::value expression_room;
    if (wanted == nullptr) {
        const auto* given = value_of(what.arguments.back(), current, expression_room);
        wanted = given != nullptr && given->is_string() ? expression(text(*given)) : nullptr;
    }
    work_ += text(*of).size() / text_per_step;
    return wanted != nullptr && (what.of == function::match ? wanted->is_all_of(text(*of)) : wanted->is_in(text(*of)));
}

/// One that stands in the document; nullptr: it is none.
const pattern* evaluation::expression(std::string_view of) {
    if (compiled_from_ != of) {
        work_ += (of.size() + 1) * steps_per_expression_byte;
        if (is_cut()) {
            return nullptr;
        }
        auto made = compile_i_regexp(of);
        compiled_ = made ? std::optional<pattern>(*std::move(made)) : std::nullopt;
        compiled_from_ = of;
    }
    return compiled_ ? &*compiled_ : nullptr;
}

}  // namespace

bool query::is_singular() const noexcept {
    return std::all_of(segments.begin(), segments.end(), [](const segment& each) {
        return !each.descends && each.selectors.size() == 1 &&
               (std::holds_alternative<member>(each.selectors.front()) ||
                std::holds_alternative<element>(each.selectors.front()));
    });
}

found select(const query& what, const json::value& root, std::size_t limit, std::size_t most_work) {
    found made;
    // One more, to know whether there is more.
    taker into(limit + 1);
    into.all = &made.nodes;
    evaluation going(root, most_work);
    going.select(what, root, into);
    made.is_cut = going.is_cut() || made.nodes.size() > limit;
    if (made.nodes.size() > limit) {
        made.nodes.resize(limit);
    }
    return made;
}

}  // namespace trawl::expect::path
