// Compares the JSONPath of a program with json-p3's.
//
//     node compare.mjs PROGRAM     prints each difference, then counts as JSON; exit status 1 if there is a difference

import { execFileSync } from "node:child_process";
import { isDeepStrictEqual } from "node:util";
import { compile } from "json-p3";
import { documents, made, random, spoiled, written } from "./queries.mjs";

/// Where the two are known to differ, and why ours is right. (RFC 9535 by section, or by rule of its grammar.)
const known = new Map([
  ["member-name-shorthand has no '-'", ["$.a-b", "$.p-rice", "$.u[?@.price.*&&@<@.isb-n[-4]]"]],
  ["one '!' at most, before parentheses, a query or a function", ["$[?!!@.a]", "$[?!true]", "$[?!@ == 1]"]],
  ["a comparison compares two, and neither in parentheses", ["$[?(@) == 1]", "$[?@ == (1)]", "$[?@ == 1 == 1]", "$[?@ == 1 ==1]"]],
  ["int is 0, or begins with 1 to 9", ["$[?@ == -01]"]],
  ["0 may have a fraction", ["$[?@ == 0.0]"]],
  ["a slice may begin with its ':' in a filter's query too", ["$[?1!=2,3 ,?0==count($[?null>@['x'],:3 ])]['store']"]],
  ["2.3.5.2.2: an empty array is no empty object", ["$[?@ == $[0]]"]],
  ["2.4.4: length counts characters, not units of UTF-16", ["$[?length('ä😀') == 2]", "$[?length(@) == 2]"]],
  ["2.4.6: what is no text does not match", ["$[?match(@, '.')]", "$[?match(@, '..')]", "$[?match(@, '[^a]')]", "$[?match(@, '\\\\p{L}+')]", "$[?match(@, '')]"]],
  ["RFC 9485: NormalChar goes on to U+10FFFF", ["$[?match(@, @)]"]],
].flatMap(([why, which]) => which.map((query) => [query, why])));

const from = random(9535);
const valid = Array.from({ length: 600 }, () => made(from));
const queries = [...new Set([...written, ...valid, ...[...written, ...valid].map((query) => spoiled(from, query))])];

function theirs(query) {
  let path;
  try {
    path = compile(query);
  } catch (error) {
    return documents.map(() => String(error.message));
  }
  return documents.map((document) => path.query(document).values());
}

const input = documents.map((document) => JSON.stringify({ document, queries })).join("\n");
const output = execFileSync(process.argv[2], { input, maxBuffer: 1 << 30, encoding: "utf8" });
const ours = output.trimEnd().split("\n").map((line) => JSON.parse(line));

const counts = { queries: queries.length, documents: documents.length, invalid: 0, selecting: 0, known: 0, differences: 0 };
if (ours.length !== queries.length * documents.length) {
  console.error(`${ours.length} answers for ${queries.length} queries of ${documents.length} documents`);
  process.exit(1);
}

queries.forEach((query, which) => {
  const wanted = theirs(query);
  const got = documents.map((_, document) => ours[document * queries.length + which]);
  if (typeof got[0] === "string") counts.invalid += 1;
  counts.selecting += got.filter((nodes) => typeof nodes !== "string" && nodes.length > 0).length;
  const at = documents.findIndex((_, document) =>
    typeof got[document] === "string" || typeof wanted[document] === "string"
      ? typeof got[document] !== typeof wanted[document]
      : !isDeepStrictEqual(got[document], wanted[document]));
  if (at < 0) return;
  if (known.delete(query)) {
    counts.known += 1;
    return;
  }
  counts.differences += 1;
  console.error(`${JSON.stringify(query)} of document ${at}\n  ours:   ${JSON.stringify(got[at])}\n  theirs: ${JSON.stringify(wanted[at])}`);
});

for (const [query, why] of known) {
  counts.differences += 1;
  console.error(`${query}: no difference any more (${why})`);
}
console.log(JSON.stringify(counts));
process.exit(counts.differences > 0 ? 1 : 0);
