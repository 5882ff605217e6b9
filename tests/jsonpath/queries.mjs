// Documents and queries to compare implementations with: the RFC's and those of its corners, and many made at random, the
// same in every run.

export const documents = [
  {
    store: {
      book: [
        { category: "reference", author: "Nigel Rees", title: "Sayings of the Century", price: 8.95 },
        { category: "fiction", author: "Evelyn Waugh", title: "Sword of Honour", price: 12.99 },
        { category: "fiction", author: "Herman Melville", title: "Moby Dick", isbn: "0-553-21311-3", price: 8.99 },
        { category: "fiction", author: "J. R. R. Tolkien", title: "The Lord of the Rings", isbn: "0-395-19395-8", price: 22.99 },
      ],
      bicycle: { color: "red", price: 399 },
    },
  },
  { a: [3, 5, 1, 2, 4, 6, { b: "j" }, { b: "k" }, { b: {} }, { b: "kilo" }], o: { p: 1, q: 2, r: 3, s: 5, t: { u: 6 } }, e: "f" },
  { a: { b: [[1, 2], [3, [4, 5]], { c: null }], c: true, "a b": { "'": 1, '"': 2, "\\": 3, "ä": 4, "😀": 5, "\n": 6, "": 7 } }, b: false },
  [[], {}, null, true, false, 0, -1, 1.5, 1e3, "", "a", "ab", "ä😀", "1", [1, [2, [3, [4]]]], { a: { a: { a: "a" } } }],
  [{ a: 1, b: 1 }, { a: 1, b: 2 }, { a: "1", b: 1 }, { a: null }, { b: null }, { a: [1], b: [1.0] }, { a: { x: 1, y: 2 }, b: { y: 2, x: 1 } }],
  "text",
  7,
  null,
];

export const written = [
  // Names
  "$", "$.store", "$['store']", '$["store"]', "$.store.book[*].author", "$..author", "$.store.*", "$.store..price", "$..book[2]",
  "$..book[2].author", "$..book[-1]", "$..book[0,1]", "$..book[:2]", "$..book[?@.isbn]", "$..book[?@.price<10]", "$..*", "$.a..b",
  "$.a['a b']", "$.a['a b']['\\'']", '$.a["a b"]["\'"]', "$.a['a b']['\"']", '$.a["a b"]["\\""]', "$.a['a b']['\\\\']", "$.a['a b'].ä",
  "$.a['a b'].😀", "$.a['a b']['\\u00e4']", "$.a['a b']['\\uD83D\\uDE00']", "$.a['a b']['\\ud83d\\ude00']", "$.a['a b']['\\n']", "$.a['a b']['']",
  "$.a['a b'].*", "$['a','b','a']", "$[*]", "$[*,*]", "$..[*]", "$..[0]", "$..[0,'a']", "$..['a']", "$..a..a", "$.*.*", "$._", "$.a_1", "$[''].a",
  "$['\\/']", "$['\\b\\f\\n\\r\\t']", "$['\u007f']", "$['a\tb']", "$['\\'']", '$["\\\'"]', "$['\\\"']", "$['\\x41']", "$['\\u004']", "$['\\uD83D']", "$['\\uDE00']",
  "$['\\uD83Dx']", "$['\\uD83D\\u0041']", "$['\\u{41}']", "$['", "$['a", "$['a'", "$[a]", "$[\"a']", "$['a''b']",
  // Blanks
  " $", "$ ", "$\n", "$ .a", "$. a", "$.. a", "$ ..a", "$ [0]", "$[ 0 ]", "$[\t0\n,\r1 ]", "$ . a", "$.a .b", "$.a\n['b']", "$[ 'a' , 'b' ]", "$[0 ,1]", "$[?@ .a]",
  "$[? @.a]", "$[ ?@.a]", "$[?@.a ]", "$[?@.a==1]", "$[?@.a  ==  1]", "$[?( @.a )]", "$[?! @.a]", "$[?!( @.a )]", "$[?length( @ )==1]", "$[?length (@)==1]",
  "$[?count( @.* )>0]", "$[?match( @ , 'a' )]", "$[?@.a&&@.b]", "$[?@.a || @.b]", "$[?@ ['a']==1]", "$[?@[ 'a' ]==1]", "$[?@[ 0 ]==1]",
  // Indexes and slices
  "$[0]", "$[-1]", "$[1]", "$[100]", "$[-100]", "$[00]", "$[-0]", "$[01]", "$[-01]", "$[1.0]", "$[1e0]", "$[+1]", "$[- 1]", "$[9007199254740991]", "$[9007199254740992]",
  "$[-9007199254740991]", "$[-9007199254740992]", "$[:]", "$[::]", "$[1:]", "$[:1]", "$[::1]", "$[1:3]", "$[1:3:1]", "$[3:1:-1]", "$[::-1]", "$[::2]", "$[::-2]",
  "$[::0]", "$[-3:]", "$[:-3]", "$[-3:-1]", "$[-1:-3:-1]", "$[100:0:-1]", "$[0:100]", "$[-100:100]", "$[ 1 : 5 : 2 ]", "$[1:5:2,0]", "$[1::]", "$[::01]", "$[-0:]", "$[:-0]",
  "$[::-0]", "$[1:2:3:4]", "$[:::]", "$[a:b]", "$[1:9007199254740992]", "$[::9007199254740991]", "$[::-9007199254740991]", "$[0:2][0]", "$..[0:2]", "$..[::-1]",
  // What is none
  "", "a", "@", "@.a", "$a", "$$", "$.", "$..", "$...a", "$.a.", "$.a..", "$[]", "$[,]", "$[0,]", "$[,0]", "$[0", "$]", "$.[0]", "$.['a']", "$..[", "$.'a'", "$.\"a\"", "$.1", "$.1a",
  "$.a-b", "$.-a", "$.$", "$.@", "$.a b", "$&", "$.a;", "$(a)", "$.a()", "$.length()", "$.**", "$.*a", "$[**]", "$[*a]", "$..**", "$\u00a0.a", "$[\u00a00]", "$.ａ",
  // Filters: existence and logic
  "$[?@]", "$[?$]", "$[?@.a]", "$[?@['a']]", "$[?@[0]]", "$[?@.*]", "$[?@..a]", "$[?!@.a]", "$[?!@.*]", "$[?@.a && @.b]", "$[?@.a || @.b]", "$[?@.a && !@.b]", "$[?!(@.a && @.b)]",
  "$[?(@.a || @.b) && @.a]", "$[?@.a || @.b && @.c]", "$[?((@.a))]", "$[?(@.a)]", "$[?!(@.a)]", "$[?!!@.a]", "$[?!(!@.a)]", "$[?$.a]", "$[?$[0]]", "$..[?@.a]", "$..[?@.b]", "$[?@.a,?@.b]",
  "$[?@.a, 0, *]", "$[?@[?@.a]]", "$[?@[?@ > 1]]", "$[?]", "$[??@]", "$[?@.a &&]", "$[?&& @.a]", "$[?@.a & @.b]", "$[?@.a | @.b]", "$[?@.a and @.b]", "$[?(@.a]", "$[?@.a)]", "$[?()]",
  "$[?true]", "$[?false]", "$[?null]", "$[?1]", "$[?'a']", "$[?!true]", "$[?(true)]", "$[(@.a)]", "$[?@.a @.b]", "$[?a]", "$?@.a", "$.?@.a", "$[@.a]", "$[?.a]",
  // Comparisons
  "$[?@ == 1]", "$[?@==1.0]", "$[?@==1e0]", "$[?@==1E0]", "$[?@==1e+0]", "$[?@==10e-1]", "$[?@ == -1]", "$[?@ == -0]", "$[?@==0]", "$[?@ == 0.0]", "$[?@==-0.0]", "$[?@==1.5]", "$[?@ == 'a']", '$[?@ == "a"]',
  "$[?@ == true]", "$[?@ == false]", "$[?@ == null]", "$[?@ != null]", "$[?@ != 1]", "$[?@ < 1]", "$[?@ <= 1]", "$[?@ > 1]", "$[?@ >= 1]", "$[?@ < 'b']", "$[?@ >= 'a']", "$[?@ <= true]", "$[?@ >= null]",
  "$[?@ < null]", "$[?1 == @]", "$[?1 < @]", "$[?'a' == 'a']", "$[?1 == 1]", "$[?1 == 2]", "$[?@.a == @.b]", "$[?@.a != @.b]", "$[?@.a < @.b]", "$[?@.a <= @.b]", "$[?@.a == $[0].a]", "$[?@ == $[0]]", "$[?@ == $]",
  "$[?@.x == @.y]", "$[?@.x != @.y]", "$[?@.x <= @.y]", "$[?@.x < @.y]", "$[?@.x == null]", "$[?@.a == null]", "$[?@['a'] == 1]", "$[?@[0] == 1]", "$[?@[-1] == 4]", "$[?@.a.a.a == 'a']", "$[?@ == 1e3]", "$[?@ == 1000]",
  "$[?@ = 1]", "$[?@ === 1]", "$[?@ <> 1]", "$[?@ =! 1]", "$[?@ ! = 1]", "$[?@ =< 1]", "$[?@ => 1]", "$[?@ =~ 'a']", "$[?!@ == 1]", "$[?!(@ == 1)]", "$[?(@) == 1]", "$[?@ == (1)]", "$[?@ == 1 == 1]",
  "$[?@.* == 1]", "$[?@..a == 1]", "$[?@[0,1] == 1]", "$[?@[:] == 1]", "$[?@[?@] == 1]", "$[?1 == @.*]", "$[?@ == [1]]", "$[?@ == {}]", "$[?@ == True]", "$[?@ == NULL]", "$[?@ == 01]", "$[?@ == +1]", "$[?@ == .5]",
  "$[?@ == 1.]", "$[?@ == 1e]", "$[?@ == -]", "$[?@ == 0x1]", "$[?@ == 00]", "$[?@ == -01]", "$[?@ == 1.e1]", "$[?@ ==]", "$[?== 1]", "$[?@ == a]", "$[?@ == @a]", "$[?@ == 1 && ]", "$[?@ == 1 || @ == 'a']", "$[?@ > 0 && @ < 2]",
  "$.a[?@.b == 'kilo']", "$.a[?@>3.5]", "$.a[?@<2 || @.b == \"k\"]", "$.o[?@>1 && @<4]", "$.o[?@.u || @.x]", "$.a[?@.b == $.x]", "$.a[?@ == @]", "$.o[?@<3, ?@<3]",
  // Functions
  "$[?length(@) == 1]", "$[?length(@) > 0]", "$[?length(@) == length(@)]", "$[?length(@.a) >= 0]", "$[?length('ä😀') == 2]", "$[?length(@) == 2]", "$[?length(1) == 1]", "$[?length(@.*) == 1]", "$[?length(@)]", "$[?length() == 1]",
  "$[?length(@,@) == 1]", "$[?length(@.a == 1) == 1]", "$[?length(true) == length(null)]", "$[?count(@.*) == 2]", "$[?count(@..*) > 2]", "$[?count(@) == 1]", "$[?count($..*) > 0]", "$[?count(1) == 1]", "$[?count('a') == 1]", "$[?count(true)==1]",
  "$[?count(@.*)]", "$[?count() == 0]", "$[?count(@.*,@.*) == 0]", "$[?count(length(@)) == 1]", "$[?value(@.*) == 1]", "$[?value(@..a) == 'a']", "$[?value(@) == 1]", "$[?value($..c)]", "$[?value(1) == 1]", "$[?value(@.a) == value(@.b)]",
  "$[?match(@, 'a')]", "$[?match(@, 'a.*')]", "$[?match(@, '.')]", "$[?match(@, '..')]", "$[?search(@, 'b')]", "$[?search(@, '[a-z]')]", "$[?match(@.b, '[jk]')]", "$.a[?match(@.b, '[jk]')]", "$.a[?search(@.b, '[jk]')]", "$.a[?!match(@.b, 'k.*')]",
  "$[?match(@, 'a|1')]", "$[?match(@, '(a|b)+')]", "$[?match(@, '[^a]')]", "$[?match(@, 'a{1,2}b?')]", "$[?match(@, '\\\\.')]", "$[?match(@, '\\\\p{L}+')]", "$[?match(@, '\\\\p{Lu}')]", "$[?match(@, '')]", "$[?search(@, '')]", "$[?match(@, 1)]", "$[?match(1, 'a')]",
  "$[?match(@)]", "$[?match(@, 'a') == true]", "$[?match(@, 'a') == 1]", "$[?match(@.*, 'a')]", "$[?match(@, @)]", "$[?match(@, @.*)]", "$[?match(@, 'a', 'b')]", "$[?search(@.a, $[10])]", "$[?match(value(@.a), 'a')]", "$[?length(value(@.a)) == 1]",
  "$[?match(length(@), 'a')]", "$[?!match(@, 'a')]", "$[?match(@,'a') && @ == 'a']", "$[?foo(@)]", "$[?foo(@) == 1]", "$[?Length(@) == 1]", "$[?length(@) == 1 && match(@, '.')]", "$[?match(@, 'a']", "$[?match(@, )]", "$[?match(,'a')]", "$[?nosuch()]",
  "$.store.book[?length(@.title) > 15].title", "$.store.book[?search(@.author, 'R+')].author", "$.store.book[?@.price > $.store.book[0].price].price", "$.store.book[?match(@.isbn, '[0-9-]+')].isbn", "$..[?@.price < 10 && @.category == 'fiction'].title",
];

/// mulberry32
export function random(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { below, one: (list) => list[below(list.length)], chance: (p) => next() < p };
}

const names = ["a", "b", "c", "store", "book", "price", "title", "isbn", "o", "u", "x", "ä"];
const literals = ["1", "2", "3", "0", "-1", "1.5", "8.95", "10", "'a'", '"k"', "'kilo'", "'fiction'", "true", "false", "null", "1e3"];
const expressions = ["'a.*'", "'[jk]'", "'.'", "'k'", "'[A-Z].*'", "'(a|k)+'", "'\\\\d'", "$.e"];

/// A query by the grammar, well-typed for the most part.
export function made(from) {
  const blank = () => (from.chance(0.08) ? " " : "");
  const integer = () => String(from.below(9) - 4).replace("-0", "0");
  const selector = (depth) => {
    const kind = from.below(depth > 0 ? 10 : 8);
    if (kind < 3) return `'${from.one(names)}'`;
    if (kind < 5) return integer();
    if (kind === 5) return "*";
    if (kind < 8) return `${from.chance(0.5) ? integer() : ""}${blank()}:${from.chance(0.5) ? integer() : ""}${from.chance(0.4) ? `:${integer()}` : ""}`;
    return `?${blank()}${either(depth - 1)}`;
  };
  const bracketed = (depth) => {
    const all = [selector(depth)];
    while (from.chance(0.2)) all.push(selector(depth));
    return `[${all.map((each) => blank() + each + blank()).join(",")}]`;
  };
  const segments = (depth) => {
    let text = "";
    for (let n = from.below(4); n > 0; n -= 1) {
      const kind = from.below(10);
      if (kind < 4) text += `.${from.one(names)}`;
      else if (kind < 5) text += ".*";
      else if (kind < 6) text += `..${from.one([from.one(names), "*", bracketed(depth)])}`;
      else text += blank() + bracketed(depth);
    }
    return text;
  };
  const singular = () => {
    let text = from.chance(0.8) ? "@" : "$";
    for (let n = from.below(3); n > 0; n -= 1) text += from.one([`.${from.one(names)}`, `['${from.one(names)}']`, `[${integer()}]`]);
    return text;
  };
  const asked = (depth) => (from.chance(0.8) ? "@" : "$") + segments(depth);
  const value = (depth) => {
    const kind = from.below(10);
    if (kind < 4) return singular();
    if (kind < 8) return from.one(literals);
    return from.one([`length(${singular()})`, `count(${asked(depth)})`, `value(${asked(depth)})`]);
  };
  const basic = (depth) => {
    const kind = from.below(10);
    if (kind < 4) return `${value(depth)}${blank()}${from.one(["==", "!=", "<", "<=", ">", ">="])}${blank()}${value(depth)}`;
    const not = from.chance(0.2) ? "!" : "";
    if (kind < 7) return not + asked(depth);
    if (kind < 9) return `${not}${from.one(["match", "search"])}(${singular()},${blank()}${from.one(expressions)})`;
    return depth > 0 ? `${not}(${blank()}${either(depth - 1)}${blank()})` : `${not}@`;
  };
  const joined = (by, part) => {
    let text = part();
    while (from.chance(0.2)) text += `${blank()}${by}${blank()}${part()}`;
    return text;
  };
  const either = (depth) => joined("||", () => joined("&&", () => basic(depth)));
  return `$${segments(2)}`;
}

/// One character or two changed: mostly no query any more.
export function spoiled(from, query) {
  const characters = [..."$@.[]()'\"*?:,-01 aA!=<>&|\\"];
  const all = [...query];
  for (let n = 1 + from.below(2); n > 0; n -= 1) {
    const at = from.below(all.length + 1);
    const how = from.below(3);
    if (how === 0) all.splice(at, 1);
    else if (how === 1) all.splice(at, 0, from.one(characters));
    else all.splice(at, 1, from.one(characters));
  }
  return all.join("");
}
