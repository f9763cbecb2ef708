// Pictures of the portal for people to look at: each page at three widths, light and dark, as it opens (or at the result
// of a run) and, ending in `-whole`, from top to bottom. `cargo xtask pictures FOLDER` starts a server for it; a server
// that runs already is named by CANVASS_ORIGIN and CANVASS_TOKEN.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { origin, token } from './checks.mjs';
import { address, at, description, exportedFile, giveToken, launch, operations, pages, send } from './portal-page.mjs';

const [folder, only] = process.argv.slice(2);
const widths = { 1440: 900, 768: 1024, 390: 844 };

const document = await description(origin);
const deepest = operations(document)
  .map((operation) => ({ operation, size: members(body(operation)) }))
  .sort((one, other) => other.size - one.size)[0].operation;

/** The schema of an operation's JSON body. */
function body({ requestBody }) {
  return Object.values(requestBody?.content ?? {})[0]?.schema;
}

/** How many members a schema names, at every depth. */
function members(schema, above = []) {
  if (!schema || typeof schema !== 'object' || above.includes(schema)) return 0;
  if (schema.$ref) return members(document.components.schemas[schema.$ref.split('/').pop()], [...above, schema]);
  const own = Object.values(schema.properties ?? {});
  const within = [...own, schema.items, ...['anyOf', 'oneOf', 'allOf'].flatMap((kind) => schema[kind] ?? [])];
  return within.reduce((sum, one) => sum + members(one, [...above, schema]), own.length);
}

const file = await exportedFile(origin, token);

/** Sends the form with these path parameters and brings what it gave into view. */
async function run(page, values = {}) {
  await giveToken(page, token);
  for (const [name, value] of Object.entries(values)) await page.locator(`[name="path.${name}"]`).fill(value);
  await send(page);
  await page.locator(at.result).scrollIntoViewIfNeeded();
}

const all = [
  ['front', pages.front],
  ['list-surveys', pages.operation],
  ['list-surveys-run', pages.operation, run],
  ['start-response-export-run', pages.startExport, run],
  ['export-file-run', pages.exportFile, (page) => run(page, file)],
  ['deepest', address(deepest)],
  ['guide', pages.guide],
  ['workflow', pages.workflow],
  ['search', pages.search],
  ['history', pages.history],
  ['category', pages.category],
  ['compatibility', pages.compatibility],
  ['changelog', pages.changelog],
];

mkdirSync(folder, { recursive: true });
console.log(`the deepest body is that of ${deepest.summary}`);
const browser = await launch();
for (const [width, height] of Object.entries(widths)) {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width: Number(width), height }, colorScheme });
    for (const [name, path, work] of all) {
      if (only && !name.startsWith(only)) continue;
      const page = await context.newPage();
      page.setDefaultTimeout(10000);
      const picture = (ending, options) =>
        page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}${ending}.png`), ...options });
      try {
        const answer = await page.goto(`${origin}${path}`, { waitUntil: 'load' });
        if (answer.status() !== 200) throw new Error(`${path} answers ${answer.status()}`);
        if (work) await work(page);
        await picture('');
        await picture('-whole', { fullPage: true });
      } catch (why) {
        console.log(`no picture of ${name}, ${width} px, ${colorScheme}: ${why.message.split('\n')[0]}`);
      }
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
console.log(`pictures are in ${folder}`);
