// How scripts find their way on the portal's pages: every selector that more than one of them needs, in one place.

import { createHash } from 'node:crypto';
import { chromium } from 'playwright-core';

/** Where things are on an operation's page. */
export const at = {
  form: 'form[data-try]',
  /** What is wrong with the form as a whole. */
  problem: 'form[data-try] > .problem:not(:empty)',
  find: '#find',
  found: '#found [role=option]',
  token: '#try-token',
  tokenBox: 'details:has(#try-token) > summary',
  result: '#try-result',
  tabs: '#try-result input[type=radio]',
  output: '#try-result label:has-text("Output")',
  metadata: '#try-result label:has-text("Metadata")',
  history: '#try-result label:has-text("History")',
  /** There once an answer is shown. */
  shown: '#try-result pre',
  save: '#try-result a[download], #try-result button:has-text("Save"), #try-result button:has-text("Download")',
};

/** The addresses of the pages that every script looks at. */
export const pages = {
  front: '/docs',
  operation: '/docs/reference/surveys/list-surveys',
  startExport: '/docs/reference/exporting-survey-responses/start-response-export',
  exportFile: '/docs/reference/exporting-survey-responses/get-response-export-file',
  guide: '/docs/guides/responses',
  workflow: '/docs/snippets/getting-survey-results',
  search: '/docs/search?q=survey',
  history: '/docs/history',
  compatibility: '/docs/compatibility',
  changelog: '/docs/changelog',
  category: '/docs/reference/surveys',
  status: '/docs/status',
  admin: '/docs/admin',
};

/** Chromium that asks nobody for anything by itself; `alone`: and that finds no host but this machine. */
export function launch({ alone = false } = {}) {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ...(alone ? ['--no-proxy-server', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] : []),
    ],
  });
}

/** Opens the field for the token, which is closed until it is wanted, and fills it. */
export async function giveToken(page, token) {
  if (!(await page.locator(at.token).isVisible())) await page.locator(at.tokenBox).click();
  await page.locator(at.token).fill(token);
}

/** Presses Try It and waits for what the call gave. */
export async function send(page) {
  await page.locator(at.form).getByRole('button', { name: 'Try It', exact: true }).click();
  await page.locator(at.tabs).first().waitFor({ state: 'attached' });
}

/** The document that describes every operation. */
export async function description(origin) {
  return (await fetch(`${origin}/openapi.json`)).json();
}

/** The address of an operation's page: its category and its name, as the portal writes them. */
export function address(operation) {
  const slug = (name) => name.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).join('-');
  return `/docs/reference/${slug(operation.tags[0])}/${slug(operation.summary)}`;
}

/** Every operation of the document with its verb and path. */
export function operations(document) {
  return Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).filter(([, operation]) => operation.operationId).map(([verb, operation]) => ({ ...operation, verb, path })));
}

/** Opens a page in a context of its own, blocks and notes every other host, notes what the console reports, and closes it. */
export async function visit(browser, url, options, work) {
  const context = await browser.newContext(options);
  const noted = { hosts: [], errors: [], requests: [] };
  const { host } = new URL(url);
  await context.route((asked) => asked.host !== host && asked.protocol.startsWith('http'), (route) => {
    noted.hosts.push(route.request().url());
    return route.abort();
  });
  context.on('request', (request) => noted.requests.push(request));
  // What the policy forbids is reported there too.
  context.on('console', (message) => message.type() === 'error' && noted.errors.push(message.text()));
  context.on('weberror', (error) => noted.errors.push(error.error().message));
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  try {
    const answer = await page.goto(url, { waitUntil: 'load' });
    if (answer.status() !== 200) throw new Error(`${url} answers ${answer.status()}`);
    return await work(page, noted);
  } finally {
    await context.close();
  }
}

/** Every page that the documentation links to, from its front page on: its status and its HTML by its address. */
export async function site(origin) {
  const known = new Map([['/docs', null]]);
  for (const path of known.keys()) {
    const answer = await fetch(`${origin}${path}`);
    const html = await answer.text();
    known.set(path, { status: answer.status, html });
    // What has an ending is a file, or the page as Markdown.
    for (const [, next] of html.matchAll(/href="(\/docs[^"#?]*)/g)) {
      if (!next.includes('.') && !known.has(next)) known.set(next, null);
    }
  }
  return known;
}

/** A survey of the example brand, exported: what names its file. */
export async function exportedFile(origin, token) {
  const read = async (path, options) =>
    (await (await fetch(`${origin}/API/v3${path}`, { ...options, headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' } })).json()).result;
  const start = operations(await description(origin)).find(({ operationId }) => operationId === 'startResponseExport');
  const surveyId = start.parameters.find(({ name }) => name === 'surveyId').example;
  const path = `/surveys/${surveyId}/export-responses`;
  const { progressId } = await read(path, { method: 'POST', body: '{"format":"csv"}' });
  for (let tries = 0; tries < 200; tries += 1) {
    const { fileId } = await read(`${path}/${progressId}`);
    if (fileId) return { surveyId, fileId };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the export does not end');
}

/** SHA-256 of the bytes, in hexadecimal. */
export function sum(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The file of an export, straight from the API. */
export async function download(origin, token, { surveyId, fileId }) {
  const answer = await fetch(`${origin}/API/v3/surveys/${surveyId}/export-responses/${fileId}/file`, { headers: { 'X-API-TOKEN': token } });
  if (!answer.ok) throw new Error(`the file answers ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
