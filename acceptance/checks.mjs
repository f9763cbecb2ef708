// What every Node script here shares: where the server is, what is in it, and how a check is reported.

import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const list = (name) => (process.env[name] ?? '').split(',').filter(Boolean);

export const origin = process.env.CANVASS_ORIGIN;
export const docs = process.env.CANVASS_DOCS;
export const token = process.env.CANVASS_TOKEN;
// 105 surveys in the order of their names; the first six have three responses each.
export const surveys = list('CANVASS_SURVEYS');
export const responses = list('CANVASS_RESPONSES').map((ids) => ids.split(' '));
export const texts = ['fine', 'commas, "quotes" and\nlines', 'ünïcödé 日本語'];

/** Tells the harness of a secret that was made or sent: at the end it looks for it in everything that is kept. */
export function remember(name, secret) {
  appendFileSync(process.env.CANVASS_SECRETS, `${name}\t${JSON.stringify(secret)}\n`);
}

let failed = 0;

/** Runs one check and prints how it went. */
export async function check(name, work) {
  try {
    await work();
    console.log(`ok - ${name}`);
  } catch (why) {
    failed += 1;
    const text = why instanceof Error ? `${why.message}` : JSON.stringify(why);
    console.log(`not ok - ${name}: ${String(text).replace(/\s+/g, ' ').slice(0, 600)}`);
  }
}

/**
 * Fails where axe finds something, or the page is wider than its window. A page's own policy forbids foreign scripts; axe is
 * one, so the context must let it in (`bypassCSP`).
 */
export async function accessible(page) {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  const { violations } = await page.evaluate(() => window.axe.run(document));
  const found = violations.map(({ id, nodes }) => `${id} (${nodes.map((node) => node.target).join('; ')})`);
  assert.deepEqual(found, []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px wider than the window`);
}

/** The script's last line. */
export function finish() {
  process.exit(failed ? 1 : 0);
}

export { assert };
