#include "expect/json_path.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "expect/json_value.hpp"

namespace trawl::expect {
namespace {

namespace json = boost::json;

struct row {
    std::string_view query;
    std::string_view selected;  ///< as one array
};

std::string selected(const json::value& from, std::string_view query) {
    const auto path = json_path::parse(query);
    if (!path) {
        return path.error().what;
    }
    json::array all;
    for (const auto* node : path->select(from).nodes) {
        all.push_back(*node);
    }
    return json_text(all, 100'000);
}

void expect_selected(std::string_view document, const std::vector<row>& table) {
    const auto from = json::parse(document);
    for (const auto& [query, wanted] : table) {
        EXPECT_EQ(selected(from, query), json_text(json::parse(wanted), 100'000)) << query << " of " << document;
    }
}

constexpr std::string_view store = R"({"store": {"book": [
    {"category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95},
    {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99},
    {"category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3", "price": 8.99},
    {"category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings", "isbn": "0-395-19395-8",
     "price": 22.99}],
  "bicycle": {"color": "red", "price": 399}}})";

TEST(JsonPath, SelectsInTheStoreOfTheRfc) {
    expect_selected(
        store, {
                   {"$.store.book[*].author", R"(["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"])"},
                   {"$..author", R"(["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"])"},
                   {"$.store..price", "[8.95,12.99,8.99,22.99,399]"},
                   {"$..book[2].author", R"(["Herman Melville"])"},
                   {"$..book[2].publisher", "[]"},
                   {"$..book[-1].title", R"(["The Lord of the Rings"])"},
                   {"$..book[0,1].price", "[8.95,12.99]"},
                   {"$..book[:2].price", "[8.95,12.99]"},
                   {"$..book[?@.isbn].price", "[8.99,22.99]"},
                   {"$..book[?@.price<10].price", "[8.95,8.99]"},
                   {"$.store.*.color", R"(["red"])"},
                   {"$.store.book[?@.price == $.store.book[3].price].title", R"(["The Lord of the Rings"])"},
               });
    EXPECT_EQ(json_path::parse("$..*")->select(json::parse(store)).nodes.size(), 27U);
}

TEST(JsonPath, SelectsNamesAndWildcards) {
    expect_selected(R"({"o": {"j j": {"k.k": 3}}, "'": {"@": 2}, "a": [5, 3], "ä": 1, "\n\"\\": 4, "😀": 6})",
                    {
                        {"$.o['j j']", R"([{"k.k": 3}])"},
                        {"$.o['j j']['k.k']", "[3]"},
                        {R"($.o["j j"]["k.k"])", "[3]"},
                        {R"($["'"]["@"])", "[2]"},
                        {R"($['\'']["@"])", "[2]"},
                        {"$.ä", "[1]"},
                        {"$['\\u00e4', '\\u00E4']", "[1,1]"},
                        {R"($["\n\"\\"])", "[4]"},
                        {R"($["\uD83D\ude00"])", "[6]"},
                        {"$.a.*", "[5,3]"},
                        {"$.o[*, *]", R"([{"k.k":3},{"k.k":3}])"},
                        {"$ [ 'a' ] \n [ 0 , 1 ]", "[5,3]"},
                        {"$.a.b", "[]"},
                        {"$.o[0]", "[]"},
                        {"$", R"([{"o":{"j j":{"k.k":3}},"'":{"@":2},"a":[5,3],"ä":1,"\n\"\\":4,"😀":6}])"},
                    });
}

TEST(JsonPath, SelectsIndexesAndSlices) {
    expect_selected(R"(["a","b","c","d","e","f","g"])", {
                                                            {"$[1]", R"(["b"])"},
                                                            {"$[-2]", R"(["f"])"},
                                                            {"$[7]", "[]"},
                                                            {"$[-8]", "[]"},
                                                            {"$[1:3]", R"(["b","c"])"},
                                                            {"$[5:]", R"(["f","g"])"},
                                                            {"$[1:5:2]", R"(["b","d"])"},
                                                            {"$[5:1:-2]", R"(["f","d"])"},
                                                            {"$[::-1]", R"(["g","f","e","d","c","b","a"])"},
                                                            {"$[ : : ]", R"(["a","b","c","d","e","f","g"])"},
                                                            {"$[-100:100:100]", R"(["a"])"},
                                                            {"$[100:-100:-3]", R"(["g","d","a"])"},
                                                            {"$[1:5:0]", "[]"},
                                                            {"$[5:1]", "[]"},
                                                            {"$[-1:-4:-1]", R"(["g","f","e"])"},
                                                            {"$[1:9007199254740991:9007199254740991]", R"(["b"])"},
                                                            {"$['a']", "[]"},
                                                        });
    expect_selected("[]", {{"$[::-1]", "[]"}, {"$[0]", "[]"}, {"$[-1]", "[]"}, {"$[-1:]", "[]"}, {"$.*", "[]"}});
}

TEST(JsonPath, DescendsParentsFirst) {
    expect_selected(
        R"({"o": {"j": 1, "k": 2}, "a": [5, 3, [{"j": 4}, {"k": 6}]]})",
        {
            {"$..j", "[1,4]"},
            {"$..[0]", R"([5,{"j":4}])"},
            {"$..o", R"([{"j":1,"k":2}])"},
            {"$.o..[*, *]", "[1,2,1,2]"},
            {"$.a..[0, 1]", R"([5,3,{"j":4},{"k":6}])"},
            {"$..*", R"([{"j":1,"k":2},[5,3,[{"j":4},{"k":6}]],1,2,5,3,[{"j":4},{"k":6}],{"j":4},{"k":6},4,6])"},
        });
}

TEST(JsonPath, ComparesAsTheRfcDoes) {
    const auto from = json::parse(R"({"obj": {"x": "y"}, "arr": [2, 3]})");
    const std::vector<std::pair<std::string_view, bool>> table = {
        {"$.absent1 == $.absent2", true},
        {"$.absent1 <= $.absent2", true},
        {"$.absent == 'g'", false},
        {"$.absent1 != $.absent2", false},
        {"$.absent != 'g'", true},
        {"1 <= 2", true},
        {"1 > 2", false},
        {"13 == '13'", false},
        {"'a' <= 'b'", true},
        {"'a' > 'b'", false},
        {"$.obj == $.arr", false},
        {"$.obj != $.arr", true},
        {"$.obj == $.obj", true},
        {"$.obj != $.obj", false},
        {"$.arr == $.arr", true},
        {"$.obj == 17", false},
        {"$.obj <= $.arr", false},
        {"$.obj <= $.obj", true},
        {"$.arr <= $.arr", true},
        {"1 <= $.arr", false},
        {"1 >= $.arr", false},
        {"true <= true", true},
        {"true > true", false},
        {"null == null", true},
        {"null == $.absent", false},
        {"1.0 == 1", true},
        {"1e1 == 10", true},
        {"-0 == 0", true},
        {"-0.5e-1 < 0", true},
        {"$.arr[0] == 2 && $.obj.x == 'y'", true},
        {"$.arr[9] || !$.arr[8]", true},
        {"!(1 == 1) || 2 == 2 && 1 == 2", false},
        {"(2 == 2 || 1 == 1) && !(1 == 2)", true},
        {"!($.arr)", false},
    };
    for (const auto& [expression, holds] : table) {
        // Holds for both members or for none.
        EXPECT_EQ(selected(from, "$[?" + std::string(expression) + "]") != "[]", holds) << expression;
    }
}

TEST(JsonPath, Filters) {
    expect_selected(R"({"a": [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}],
                        "o": {"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}}, "e": "f"})",
                    {
                        {"$.a[?@.b == 'kilo']", R"([{"b":"kilo"}])"},
                        {"$.a[?(@.b == 'kilo')]", R"([{"b":"kilo"}])"},
                        {"$.a[?@>3.5]", "[5,4,6]"},
                        {"$.a[?@.b]", R"([{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}])"},
                        {"$[?@.*]", R"([[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}],
                                        {"p":1,"q":2,"r":3,"s":5,"t":{"u":6}}])"},
                        {"$[?@[?@.b]]", R"([[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}]])"},
                        {"$.o[?@<3, ?@<3]", "[1,2,1,2]"},
                        {"$.a[?@<2 || @.b == \"k\"]", R"([1,{"b":"k"}])"},
                        {"$.a[?match(@.b, \"[jk]\")]", R"([{"b":"j"},{"b":"k"}])"},
                        {"$.a[?search(@.b, \"[jk]\")]", R"([{"b":"j"},{"b":"k"},{"b":"kilo"}])"},
                        {"$.o[?@>1 && @<4]", "[2,3]"},
                        {"$.o[?@.u || @.x]", R"([{"u":6}])"},
                        {"$.a[?@.b == $.x]", "[3,5,1,2,4,6]"},
                        {"$.a[?@ == @]", R"([3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}])"},
                    });
}

TEST(JsonPath, HasTheFunctionsOfTheRfc) {
    expect_selected(
        R"({"list": ["äö", "ab", [1, 2], {"a": 1}, 7, null, "a.b", "a\rb", "a"], "expression": "a.*", "bad": "("})",
        {
            {"$.list[?length(@) == 2]", R"(["äö","ab",[1,2]])"},
            {"$.list[?length(@) == 1]", R"([{"a":1},"a"])"},
            {"$.list[?length(@) == length($.absent)]", "[7,null]"},
            {"$.list[?count(@.*) == 2]", "[[1,2]]"},
            {"$.list[?count($..*) == count( $..* ) && @ == 7]", "[7]"},
            {"$.list[?value(@..a) == 1]", R"([{"a":1}])"},
            {"$.list[?value(@.*) == value($.absent) && length(@) == 2]", R"(["äö","ab",[1,2]])"},
            {"$.list[?match(@, 'a.b')]", R"(["a.b"])"},
            {"$.list[?match(@, $.expression)]", R"(["ab","a.b","a"])"},
            {"$.list[?search(@, $.bad)]", "[]"},
            {"$.list[?search(@, $.list)]", "[]"},
            {"$.list[?match(@, 7)]", "[]"},
            {"$.list[?!search(@, '[a-zä]')]", R"([[1,2],{"a":1},7,null])"},
            {"$.list[?match(value($.list[1]), 'ab') && @ == 7]", "[7]"},
        });
}

TEST(JsonPath, SaysWhatIsWrongAndWhere) {
    struct wrong {
        std::string_view query;
        std::size_t at;
        std::string_view what;
    };
    for (const auto& [query, at, what] : std::vector<wrong>{
             {"", 0, "'$', with which a JSONPath query begins is missing"},
             {"store", 0, "'s' cannot stand here"},
             {" $", 0, "' ' cannot stand here"},
             {"$ ", 1, "a blank behind the query"},
             {"$.", 2, "a name or '*' behind '.' is missing"},
             {"$. a", 2, "' ' cannot stand here"},
             {"$...a", 3, "'.' cannot stand here"},
             {"$.content-type", 2, "written ['content-type']"},
             {"$.a.0", 4, "written [0] or ['0']"},
             {"$.a\xff", 3, "no UTF-8"},
             {"$['a\xff']", 4, "no UTF-8"},
             {"$a", 1, "expected '.', '[' or the end"},
             {"$.length()", 8, "'(' cannot stand here"},
             {"$[", 2, "a name in quotes, a number, a slice, '*' or '?' is missing"},
             {"$['a'", 1, "'[' without its ']'"},
             {"$[]", 2, "']' cannot stand here"},
             {"$[a]", 2, "['a']"},
             {"$['a' 'b']", 6, "',' or ']'"},
             {"$['a", 2, "without its closing quote"},
             {"$['a\\\"']", 4, "an unknown escape"},
             {"$['\\", 3, "an unknown escape"},
             {"$['a\nb']", 4, "a control character"},
             {"$['\\ud800x']", 3, "half of a surrogate pair"},
             {"$['\\ud800\\u0041']", 3, "half of a surrogate pair"},
             {"$['\\udc00']", 3, "half of a surrogate pair"},
             {"$['\\u00g0']", 3, "four hexadecimal digits"},
             {"$['\\u-001']", 3, "four hexadecimal digits"},
             {"$[01]", 2, "zeros before it"},
             {"$[-0]", 2, "-0 is no index"},
             {"$[-]", 3, "expected a number"},
             {"$[1.5]", 3, "',' or ']'"},
             {"$[9007199254740992]", 2, "beyond 2^53 - 1"},
             {"$[99999999999999999999]", 2, "beyond 2^53 - 1"},
             {"$[1:2:3:4]", 7, "',' or ']'"},
             {"$[?]", 3, "']' cannot stand here"},
             {"$[?1]", 3, "a value alone"},
             {"$[?@.a = 1]", 7, "equality is written '=='"},
             {"$[?@.a =~ /x/]", 7, "match("},
             {"$[?@.a & @.b]", 7, "'and' is written &&"},
             {"$[?@.a | @.b]", 7, "'or' ||"},
             {"$[?@.a and @.b]", 7, "',' or ']'"},
             {"$[?name == 1]", 3, "'name' needs '@.'"},
             {"$[?@.a == True]", 10, "'True' needs"},
             {"$[?@.a == 01]", 10, "zeros before it"},
             {"$[?@.a == 1.]", 12, "expected a digit"},
             {"$[?@.a == 1e]", 12, "expected a digit"},
             {"$[?!@.a == 1]", 3, "needs parentheses"},
             {"$[?!!@.a]", 4, "'!' behind '!'"},
             {"$[?(@.a) == 1]", 9, "in parentheses cannot be compared"},
             {"$[?(@.a]", 7, "expected &&, || or ')'"},
             {"$[?(@.a", 3, "'(' without its ')'"},
             {"$[?@.* == 1]", 3, "only a query of names and indexes"},
             {"$[?1 == @[0, 1]]", 8, "only a query of names and indexes"},
             {"$[?lenght(@) == 1]", 3, "unknown function 'lenght'"},
             {"$[?length (@) == 1]", 3, "'length' needs"},
             {"$[?length(@)]", 3, "length() gives a value"},
             {"$[?length() == 1]", 9, "takes one argument"},
             {"$[?length(@, @) == 1]", 9, "takes one argument"},
             {"$[?length(@.*) == 1]", 10, "only a query of names"},
             {"$[?count(1) == 1]", 9, "count() takes a query"},
             {"$[?count(@.a == 1) == 1]", 13, "',' or ')'"},
             {"$[?value(length(@)) == 1]", 9, "value() takes a query"},
             {"$[?match(@.a, 'x') == true]", 3, "true or false by itself"},
             {"$[?match(@.a)]", 8, "takes two arguments"},
             {"$[?match(match(@, 'a'), 'a')]", 9, "true or false by itself"},
             {"$[?search(@.a, '(')]", 15, "missing )"},
         }) {
        const auto path = json_path::parse(query);
        ASSERT_FALSE(path.has_value()) << query;
        EXPECT_EQ(path.error().at, at) << query << ": " << path.error().what;
        EXPECT_NE(path.error().what.find(what), std::string::npos) << query << ": " << path.error().what;
        EXPECT_LE(path.error().at + path.error().length, query.size() + 1) << query;
    }
}

TEST(JsonPath, EndsBeforeABlankWhenItIsAPrefix) {
    for (const auto& [text, size] : std::vector<std::pair<std::string_view, std::size_t>>{
             {"$ == 3", 1},
             {"$.a.b exists", 5},
             {"$.a == 3", 3},
             {"$.a>=3", 3},
             {"$['a b'][? @.x == ' ' ] matches /x/", 23},
             {"$.a .b", 3},
             {"$", 1},
         }) {
        std::size_t length = 0;
        const auto path = json_path::parse_prefix(text, length);
        ASSERT_TRUE(path.has_value()) << text << ": " << path.error().what;
        EXPECT_EQ(length, size) << text;
        EXPECT_EQ(path->text(), text.substr(0, size));
    }
    std::size_t length = 0;
    EXPECT_EQ(json_path::parse_prefix("$.a-b == 3", length).error().at, 2U);
    EXPECT_EQ(json_path::parse_prefix("$.a, 3", length).error().at, 3U);
}

TEST(JsonPath, KnowsWhetherItIsSingular) {
    EXPECT_TRUE(json_path::parse("$")->is_singular());
    EXPECT_TRUE(json_path::parse("$.a['b'][-1]")->is_singular());
    for (const auto* many : {"$.*", "$..a", "$[0,1]", "$[0:1]", "$[?@]"}) {
        EXPECT_FALSE(json_path::parse(many)->is_singular()) << many;
    }
}

TEST(JsonPath, IsNestedToALimit) {
    const auto nested = [](std::size_t levels) {
        return "$[?" + std::string(levels - 1, '(') + "@" + std::string(levels - 1, ')') + "]";
    };
    EXPECT_TRUE(json_path::parse(nested(64)).has_value());
    EXPECT_EQ(json_path::parse(nested(65)).error().what, "nested more than 64 deep");
    EXPECT_EQ(json_path::parse(nested(100'000)).error().what, "nested more than 64 deep");
}

TEST(JsonPath, IsCutAtALimit) {
    const auto from = json::parse("[1,2,3,4]");
    const auto all = json_path::parse("$[*]")->select(from, 4);
    EXPECT_EQ(all.nodes.size(), 4U);
    EXPECT_FALSE(all.is_cut);
    const auto some = json_path::parse("$[*]")->select(from, 3);
    EXPECT_EQ(some.nodes.size(), 3U);
    EXPECT_TRUE(some.is_cut);
}

TEST(JsonPath, GivesUpWhatWouldNeverEnd) {
    const json::value from(json::array(50, json::array(10, 1)));
    for (const auto* query : {"$[?count($..*) == 7]", "$[?$[?@ != $[0]]]"}) {
        const auto path = json_path::parse(query);
        EXPECT_FALSE(path->select(from).is_cut) << query;
        EXPECT_TRUE(path->select(from, 100, 10'000).is_cut) << query;
    }
}

TEST(JsonPath, GivesUpDocumentsFullOfRegularExpressions) {
    json::array hostile;
    for (int i = 0; i < 2'000; ++i) {
        hostile.push_back({{"p", "(.{900}" + std::to_string(i) + ")|x"}});
    }
    EXPECT_TRUE(json_path::parse("$[?search('x', @.p)]")->select(hostile, 100, 200'000).is_cut);
}

TEST(JsonPath, IsCopied) {
    const auto one = *json_path::parse("$.a");
    auto other = one;
    EXPECT_EQ(other.text(), "$.a");
    EXPECT_EQ(other.select(json::parse(R"({"a":1})")).nodes.size(), 1U);
    other = *json_path::parse("$.b");
    EXPECT_EQ(one.text(), "$.a");
}

}  // namespace
}  // namespace trawl::expect
