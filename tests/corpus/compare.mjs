// compare.mjs LIST FOUND: compares the links that trawl_html_links FOUND in the files of LIST with those in the trees that parse5 builds (without
// scripting), resolved by the URL of Node. A link is an element, an attribute and a URL; exit status 1 if over one in a thousand differs.
import fs from 'node:fs';
import { parse } from 'parse5';

const html = 'http://www.w3.org/1999/xhtml';
const svg = 'http://www.w3.org/2000/svg';
const compared = {
  a: ['href'], area: ['href'], link: ['href'], img: ['src'], script: ['src'], iframe: ['src'], frame: ['src'], source: ['src'],
  video: ['src', 'poster'], audio: ['src'], track: ['src'], embed: ['src'], object: ['data'], input: ['src'],
};
const leadsNowhere = /(^|\s)(dns-prefetch|preconnect|pingback|webmention|expect)(\s|$)/i;

function decoded(bytes) {
  const start = bytes.subarray(0, 1024).toString('latin1');
  const said = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(start) ?? /^<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/.exec(start);
  if (said) return new TextDecoder(said[1]).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function* elements(root) {
  const open = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (node.tagName) yield node;
    open.push(...(node.childNodes ?? []).slice().reverse());
  }
}

const value = (node, name) => node.attrs.find((a) => (a.prefix ? `${a.prefix}:${a.name}` : a.name) === name)?.value;

function resolved(reference, base) {
  try {
    const url = new URL(reference, base);
    return /^https?:$/.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function attributesOf(node) {
  if (node.namespaceURI === svg && node.tagName === 'a') return [value(node, 'href') === undefined ? 'xlink:href' : 'href'];
  if (node.namespaceURI !== html) return [];
  if (node.tagName === 'input' && !/^image$/i.test(value(node, 'type') ?? '')) return [];
  if (node.tagName === 'link' && leadsNowhere.test(value(node, 'rel') ?? '')) return [];
  return compared[node.tagName] ?? [];
}

function linksOf(path) {
  const links = new Set();
  const all = [...elements(parse(decoded(fs.readFileSync(path)), { scriptingEnabled: false }))];
  const location = new URL(path, 'http://docs.test/').href;
  const first = all.find((node) => node.tagName === 'base' && node.namespaceURI === html && value(node, 'href') !== undefined);
  const base = (first && resolved(value(first, 'href'), location)) ?? location;
  for (const node of all) {
    for (const name of attributesOf(node)) {
      const reference = value(node, name);
      const isSelf = reference?.trim() === '' && node.tagName !== 'a' && node.tagName !== 'area';
      const url = reference === undefined || isSelf ? undefined : resolved(reference, base);
      if (url) links.add(`${node.tagName} ${name} ${url}`);
    }
  }
  return links;
}

const found = new Map();
for (const line of fs.readFileSync(process.argv[3], 'utf8').split('\n').filter(Boolean)) {
  const [path, , element, attribute, url] = line.split('\t');
  const isCompared = (element === 'a' && attribute === 'xlink:href') || compared[element]?.includes(attribute);
  if (!found.has(path)) found.set(path, new Set());
  if (isCompared) found.get(path).add(`${element} ${attribute} ${url}`);
}

let pages = 0;
let total = 0;
const differing = [];
for (const path of fs.readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  const expected = linksOf(path);
  const ours = found.get(path) ?? new Set();
  pages += 1;
  total += expected.size;
  for (const link of expected) if (!ours.has(link)) differing.push(`${path}: missed ${link}`);
  for (const link of ours) if (!expected.has(link)) differing.push(`${path}: too many ${link}`);
}
console.log(`${pages} pages, ${total} links, ${differing.length} differ`);
differing.slice(0, 50).forEach((line) => console.log(line));
process.exit(total < 100000 || differing.length * 1000 > total ? 1 : 0);
