// How the portal's pages are for everybody: accessible in every state, on any width, named for those who hear them, and
// never in touch with another host. What the index, List Surveys and the survey page look like at first is browser.mjs's.

import { accessible, assert, check, finish, origin, token } from './checks.mjs';
import { at, exportedFile, giveToken, launch, pages, send, site, visit } from './portal-page.mjs';

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
/** 200 % on a desk: half the pixels of the page, twice as many dots to each. */
const zoomed = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 };
const browser = await launch();
const file = await exportedFile(origin, token);

/** Fails unless the page at a path, once something was done there, is accessible. */
function accessibleAt(path, options, work = async () => {}) {
  return visit(browser, `${origin}${path}`, { viewport: desk, ...options, bypassCSP: true }, async (page) => {
    await work(page);
    await accessible(page);
  });
}

const succeed = async (page) => {
  await giveToken(page, token);
  await send(page);
  assert.ok((await page.innerText(at.result)).includes('200'), 'the status');
};
const choose = (tab) => async (page) => {
  await succeed(page);
  await page.locator(tab).click();
};
const fail = async (page) => {
  await giveToken(page, 'A'.repeat(40));
  await send(page);
  assert.ok((await page.innerText(at.result)).includes('401'), 'the status');
};
const fetchFile = async (page) => {
  await giveToken(page, token);
  for (const [name, value] of Object.entries(file)) await page.locator(`[name="path.${name}"]`).fill(value);
  await send(page);
};
const search = async (page) => {
  await page.locator(at.find).fill('survey');
  await page.locator(at.found).first().waitFor();
};
const leaveTokenOut = async (page) => {
  await page.locator(at.form).getByRole('button', { name: 'Try It', exact: true }).click();
  await page.locator(at.problem).waitFor();
};

// List Surveys in light, dark and at 390 px, as it opens, is checked by browser.mjs.
const states = {
  'at 200 % zoom': [pages.operation, zoomed],
  'with the token box open': [pages.operation, {}, (page) => giveToken(page, token)],
  'after a success': [pages.operation, {}, succeed],
  'after a success, Metadata open': [pages.operation, {}, choose(at.metadata)],
  'after an error': [pages.operation, {}, fail],
  'told that the token is missing': [pages.operation, {}, leaveTokenOut],
  'with the search open': [pages.operation, {}, search],
  'after a file has come': [pages.exportFile, {}, fetchFile],
  'with a deep body, after a success': [pages.startExport, {}, succeed],
};
for (const [state, [path, options, work]] of Object.entries(states)) {
  for (const colorScheme of ['light', 'dark']) {
    await check(`axe: ${path} ${state}, ${colorScheme}: no violation`, () => accessibleAt(path, { ...options, colorScheme }, work));
  }
}
const narrow = { viewport: { width: 320, height: 640 } };
for (const [what, path, work] of [
  ['an answer', pages.operation, succeed], ['its Metadata', pages.startExport, choose(at.metadata)],
  ['its History', pages.operation, choose(at.history)], ['a file', pages.exportFile, fetchFile],
]) {
  await check(`at 320 px ${what} is no wider than the window`, () => accessibleAt(path, narrow, work));
}
await check('axe: an answer on a phone: no violation', () => accessibleAt(pages.operation, { viewport: phone }, succeed));

for (const name of ['startExport', 'category', 'guide', 'workflow', 'search', 'history', 'compatibility', 'changelog', 'status', 'admin']) {
  for (const [how, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['390 px', { viewport: phone }]]) {
    await check(`axe: ${pages[name]}, ${how}: no violation`, () => accessibleAt(pages[name], options));
  }
}

const all = await site(origin);
await check('every link within the documentation leads to a page and to a place on it', () => {
  const wrong = [];
  for (const [path, { status, html }] of all) {
    if (status !== 200) wrong.push(`${path} answers ${status}`);
    for (const [, link] of html.matchAll(/href="((?:\/docs|#|\?)[^"]*)"/g)) {
      const { pathname, hash } = new URL(link.replaceAll('&amp;', '&'), `${origin}${path}`);
      const target = all.get(pathname)?.html;
      if (hash && target && !target.includes(`id="${decodeURIComponent(hash.slice(1))}"`)) wrong.push(`${path} leads to ${pathname}${hash}`);
    }
  }
  assert.deepEqual([...new Set(wrong)], []);
});

await check('every page: at 320 px nothing is wider than the window; no other host is asked; the console is silent', async () => {
  assert.ok(all.size >= 40, `${all.size} pages`);
  const wrong = [];
  await visit(browser, `${origin}/docs`, { viewport: { width: 320, height: 640 } }, async (page, noted) => {
    for (const path of all.keys()) {
      await page.goto(`${origin}${path}`, { waitUntil: 'load' });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) wrong.push(`${path} is ${wide} px too wide`);
      for (const told of [...noted.hosts.splice(0), ...noted.errors.splice(0)]) wrong.push(`${path}: ${told}`);
    }
  });
  assert.deepEqual(wrong, []);
});

await check('every page: nothing in it is fetched from another host, no script or style is within it', () => {
  const wrong = [];
  for (const [path, { html }] of all) {
    for (const [tag] of html.matchAll(/<(?:script|link|img|iframe|source|object|embed|form|meta|use|image)\b[^>]*>/g)) {
      if (/(?:src|href|srcset|action|data|content)=["']?(?:https?:)?\/\//.test(tag)) wrong.push(`${path}: ${tag}`);
      if (/\son\w+=|\sstyle=/.test(tag)) wrong.push(`${path}: ${tag}`);
    }
  }
  assert.deepEqual(wrong, []);
});

await check('using the page asks no other host and breaks no rule of its policy', () =>
  visit(browser, `${origin}${pages.operation}`, { viewport: desk }, async (page, noted) => {
    await search(page);
    await page.keyboard.press('Escape');
    await succeed(page);
    await page.locator(at.metadata).click();
    await fetchFileOn(page);
    assert.deepEqual([noted.hosts, noted.errors], [[], []]);
  }));

async function fetchFileOn(page) {
  await page.goto(`${origin}${pages.exportFile}`, { waitUntil: 'load' });
  await fetchFile(page);
}

/** Roles of things that are operated. */
const operated = new Set(['textbox', 'searchbox', 'combobox', 'checkbox', 'radio', 'button', 'link', 'listbox', 'spinbutton', 'switch', 'tab', 'DisclosureTriangle']);

for (const path of [pages.front, pages.operation, pages.startExport, '/docs/reference/surveys/import-survey', pages.exportFile, pages.search, pages.history]) {
  await check(`names: everything on ${path} that can be operated has one`, () =>
    visit(browser, `${origin}${path}`, { viewport: desk }, async (page) => {
      // What is folded away is not in the tree.
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      const session = await page.context().newCDPSession(page);
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const found = nodes.filter(({ ignored, role }) => !ignored && operated.has(role?.value));
      const inputs = await page.locator('input:visible, select:visible, textarea:visible').count();
      const roles = new Set(['link', 'button', 'DisclosureTriangle']);
      const tree = found.filter(({ role }) => !roles.has(role.value)).length;
      // File inputs are buttons in the tree; nothing else may be missing from it.
      assert.ok(tree >= inputs - (await page.locator('input[type=file]:visible').count()), `${tree} of ${inputs} inputs are in the tree`);
      assert.deepEqual(found.filter(({ name }) => !name?.value?.trim()).map(({ role, backendDOMNodeId }) => `${role.value} ${backendDOMNodeId}`), []);
    }));
}

await browser.close();
finish();
