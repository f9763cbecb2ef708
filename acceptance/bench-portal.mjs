// `cargo xtask bench portal`: what a page of the portal costs, beside the same page in other renderers, in one run.
// Every other host cannot be reached and is told when a page asks for it.

import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { createRequire } from 'node:module';
import { accessibility, company, load, text } from './bench-page.mjs';
import { largeAnswer, zipAnswer } from './bench-try.mjs';
import { origin, token } from './checks.mjs';
import { address, description, launch, operations, pages } from './portal-page.mjs';
import { rivals, serve, version } from './rivals.mjs';

const { CANVASS_RIVALS: folder, CANVASS_RENDERING: rendering = '[]' } = process.env;
const rounds = Number(process.env.CANVASS_ROUNDS ?? 5);
const slowRounds = Math.min(rounds, 3);
/** The parameter of List Surveys that makes a page ready once it can be read. */
const parameter = 'offset';

const document = await description(origin);
const server = folder ? await serve(folder, JSON.stringify(document)) : null;
const sites = { Canvass: `${origin}${pages.operation}` };
for (const [name, { hash }] of Object.entries(folder ? rivals : {})) sites[name] = `${server.origin}/${encodeURI(name)}${hash}`;
const names = Object.keys(sites);
const browser = await launch({ alone: true });

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
const figures = Object.fromEntries(names.map((name) => [name, { fast: [], slow: [] }]));
for (const [kind, count] of [['fast', rounds], ['slow', slowRounds]]) {
  for (let round = 0; round < count; round += 1) {
    // All of them in the same minute, so that what else the machine does falls on all alike.
    for (const name of names) {
      figures[name][kind].push(await load(browser, sites[name], parameter, { slow: kind === 'slow' }));
    }
    const shifted = figures.Canvass[kind].at(-1).shifted;
    if (shifted.length) console.log(`    moved on our page: ${shifted.join(', ')}`);
    console.log(`    ${kind}, round ${round + 1} of ${count}: ${names.map((name) => `${name} ${ms(figures[name][kind].at(-1).ready)}`).join(', ')}`);
  }
}
console.log(`    our page in bytes: ${figures.Canvass.fast[0].parts.join(', ')}`);
await Promise.all(names.map(async (name) => Object.assign(figures[name], await company(browser, sites[name]))));
for (const name of names) {
  for (const error of figures[name].errors) console.log(`    on the console of ${name}: ${error.split('\n')[0]}`);
  Object.assign(figures[name], { axe: await accessibility(browser, sites[name], parameter), text: await text(browser, sites[name]) });
}

/** The operation whose page has most bytes on the wire, opened once more as a page. */
async function largest() {
  const sizes = [];
  for (const operation of operations(document)) {
    const answer = await fetch(`${origin}${address(operation)}`, { headers: { 'Accept-Encoding': 'gzip' } });
    if (answer.status !== 200) throw new Error(`${address(operation)} answers ${answer.status}`);
    await answer.arrayBuffer();
    sizes.push({ operation, bytes: Number(answer.headers.get('content-length')) });
  }
  const { operation } = sizes.sort((one, other) => other.bytes - one.bytes)[0];
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await load(browser, `${origin}${address(operation)}`, operation.summary));
  return { name: operation.summary, runs };
}

const big = await largest();
const large = await largeAnswer(browser, origin, token, document, rounds);
const zip = await zipAnswer(browser, origin, token);

function ms(time) {
  return `${Math.round(time).toLocaleString('en')} ms`;
}
function kb(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
function count(number) {
  return number.toLocaleString('en');
}
const of = (kind, field, shown) => (name) => shown(median(figures[name][kind].map((run) => run[field])));

const rows = [
  ['on the wire, cold, everything', '<= 20 kB', of('fast', 'wire', kb)],
  ['of it JavaScript', '<= 10 kB', of('fast', 'script', kb)],
  ['requests', '<= 5', of('fast', 'requests', count)],
  ['first contentful paint', '<= 200 ms', of('fast', 'fcp', ms)],
  ['ready: the parameter can be read', '<= 300 ms', of('fast', 'ready', ms)],
  ['blocked (TBT)', '0 ms', of('fast', 'blocked', ms)],
  ['layout shift (CLS)', '0', of('fast', 'shift', (shift) => (shift ? shift.toFixed(3) : '0'))],
  ['JavaScript heap', '<= 3 MB', of('fast', 'heap', (heap) => `${(heap / 1e6).toFixed(1)} MB`)],
  ['DOM nodes, text included', '<= 2,500', of('fast', 'nodes', count)],
  ['other hosts asked within ten seconds', 'none', (name) => figures[name].hosts.join(', ') || 'none'],
  ['errors on the console', '0', (name) => count(figures[name].errors.length)],
  ['axe: rules broken / places', '0 / 0', (name) => `${figures[name].axe.rules} / ${figures[name].axe.places}`],
  ['text without JavaScript', 'all', (name) => `${count(figures[name].text)} characters`],
  ['slow: first contentful paint', '<= 800 ms', of('slow', 'fcp', ms)],
  ['slow: ready', '<= 1,000 ms', of('slow', 'ready', ms)],
  ['slow: blocked (TBT)', '-', of('slow', 'blocked', ms)],
];
const ours = [
  [`largest operation page (${big.name}): on the wire`, '<= 40 kB', kb(median(big.runs.map(({ wire }) => wire)))],
  ['largest operation page: first contentful paint', '-', ms(median(big.runs.map(({ fcp }) => fcp)))],
  ['largest operation page: DOM nodes', '-', count(median(big.runs.map(({ nodes }) => nodes)))],
  ...JSON.parse(rendering),
  [`Try It, JSON of ${(large.bytes / 1e6).toFixed(2)} MB: from its arrival until it can be read`, '<= 300 ms', ms(median(large.runs.map(({ shown }) => shown)))],
  ['the same: longest task', '<= 100 ms', longest(median(large.runs.map(({ longest: task }) => task)))],
  ['the same: DOM nodes', '<= 5,000', count(median(large.runs.map(({ nodes }) => nodes)))],
  [`Try It, zip of ${count(zip.bytes)} bytes: saved file by SHA-256`, 'identical', zip.identical ? 'identical' : 'DIFFERENT'],
  ['the same: entries listed; SHA-256 shown', 'all; yes', `${zip.listed} of ${zip.entries}; ${zip.sumShown ? 'yes' : 'no'}`],
];
function longest(task) {
  return task ? ms(task) : 'none above 50 ms';
}

const line = (cells) => `| ${cells.join(' | ')} |`;
const heads = names.slice(1).map((name) => `${name} ${version(folder, name)}`);
console.log(`\n${line(['figure', 'Canvass', 'target', ...heads])}\n${line(Array(names.length + 2).fill('---'))}`);
for (const [figure, target, cell] of rows) console.log(line([figure, cell('Canvass'), target, ...names.slice(1).map(cell)]));
for (const [figure, target, cell] of ours) console.log(line([figure, cell, target, ...names.slice(1).map(() => '-')]));

const { version: axeVersion } = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('axe-core/package.json'), 'utf8'));
console.log(`
List Surveys by its deep link at 1440 x 900 in Chromium ${browser.version()}, a new context each time; medians of ${rounds}, slow
(4x CPU, 1.6 Mbit/s, 150 ms) of ${slowRounds}; ${cpus().length} cores, load ${loadavg()[0].toFixed(1)} at the end. Gzip everywhere. Of Canvass the
icon is counted too, the others have none. Heap and nodes after a collection. axe-core ${axeVersion}, WCAG 2.0 to 2.2 A and AA and best
practice.`);
await browser.close();
server?.close();
