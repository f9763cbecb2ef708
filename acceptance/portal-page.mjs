// How scripts find their way on the portal's pages: every selector that more than one of them needs, in one place.

import { chromium } from 'playwright-core';

/** Where things are on an operation's page. */
export const at = {
  form: 'form[data-try]',
  token: '#try-token',
  tokenBox: 'details:has(#try-token) > summary',
  result: '#try-result',
  tabs: '#try-result input[type=radio]',
  output: '#try-result label:has-text("Output")',
  metadata: '#try-result label:has-text("Metadata")',
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
