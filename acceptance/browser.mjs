// The pages in a real browser: accessible by axe's rules, readable without JavaScript, and Try It at work.

import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { accessible, assert, check, docs, finish, origin, responses, surveys, token } from './checks.mjs';

const index = docs || `${origin}/docs`;
const operation = `${origin}/docs/reference/surveys/list-surveys`;
const survey = surveys[4];
const surveyPage = `${origin}/jfe/form/${survey}`;

// A program of OAuth on this machine, and somebody who may let it act.
const back = createServer((_, answer) => answer.end('thank you'));
await new Promise((listens) => back.listen(0, '127.0.0.1', listens));
const redirect = `http://127.0.0.1:${back.address().port}/back`;
const who = ['--data', process.env.CANVASS_DATA, '--user', 'admin@example.org', '--name', 'Survey board', '--scopes', 'read:surveys write:surveys'];
const made = spawnSync(process.env.CANVASS_BINARY, ['oauth', 'client', ...who, '--redirect-uri', 'http://127.0.0.1/back'], { encoding: 'utf8' });
const [client] = made.stdout.split('\n');
const asked = { client_id: client, redirect_uri: redirect, response_type: 'code', state: 'a b', scope: 'read:surveys' };
const consent = `${origin}/oauth2/auth?${new URLSearchParams(asked)}`;
const person = { username: `browser${Date.now()}@example.org`, password: 'correct horse & battery' };
await fetch(`${origin}/API/v3/users`, {
  method: 'POST',
  headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' },
  body: JSON.stringify({ ...person, firstName: 'Bo', lastName: 'Rowser', email: person.username, userType: 'UT_FULLUSER' }),
});

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});

/** Opens a page in a context of its own and closes both afterwards. */
async function visit(url, options, work) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  try {
    const answer = await page.goto(url, { waitUntil: 'load' });
    assert.equal(answer.status(), 200, `${url}: ${answer.status()}`);
    return await work(page);
  } finally {
    await context.close();
  }
}

for (const [name, url] of [['the index', index], ['an operation', operation], ['the survey page', surveyPage], ['the page of OAuth', consent]]) {
  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [desk, phone]) {
      await check(`axe: ${name}, ${colorScheme}, ${viewport.width} px: no violation`, () =>
        visit(url, { colorScheme, viewport, bypassCSP: true }, accessible));
    }
  }
}

for (const [javaScriptEnabled, decision] of [[false, 'Allow'], [true, 'Allow'], [false, 'Deny']]) {
  const how = javaScriptEnabled ? 'with' : 'without';
  await check(`browser: somebody answers a program of OAuth with ${decision}, ${how} JavaScript`, () =>
    visit(consent, { javaScriptEnabled, viewport: phone }, async (page) => {
      const seen = page.waitForRequest((request) => request.url().startsWith(redirect));
      if (decision === 'Allow') {
        await page.getByLabel('User name').fill(person.username);
        await page.getByLabel('Password').fill('wrong horse');
        await page.getByRole('button', { name: 'Allow' }).click();
        await page.getByRole('alert').getByText('is wrong').waitFor();
        assert.equal(await page.getByLabel('User name').inputValue(), person.username);
        assert.equal(await page.getByLabel('Password').inputValue(), '');
        await page.getByLabel('Password').fill(person.password);
      }
      // The policy of the page lets the browser go where the form leads, and says nothing of where it came from.
      await page.getByRole('button', { name: decision }).click();
      const request = await seen;
      const { searchParams } = new URL(request.url());
      assert.equal(searchParams.get('state'), 'a b');
      assert.equal(searchParams.get('iss'), origin);
      if (decision === 'Allow') assert.match(searchParams.get('code'), /^\w{64}$/);
      else assert.equal(searchParams.get('error'), 'access_denied');
      assert.equal((await request.allHeaders()).referer, undefined);
      await page.getByText('thank you').waitFor();
    }));
}

await check('axe: the page of OAuth that says what is wrong: no violation', async () => {
  const context = await browser.newContext({ viewport: phone, bypassCSP: true });
  const page = await context.newPage();
  for (const [wrong, status] of [[consent.replace(client, '0'.repeat(32)), 400], [consent, 403]]) {
    let answer = await page.goto(wrong);
    if (status === 403) {
      await page.getByLabel('User name').fill('nobody@example.org');
      await page.getByLabel('Password').fill('wrong horse');
      [answer] = await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Allow' }).click()]);
    }
    assert.equal(answer.status(), status);
    await accessible(page);
  }
  await context.close();
});

await check('browser: the index lists categories without JavaScript', () =>
  visit(index, { javaScriptEnabled: false }, async (page) => {
    const text = await page.innerText('main');
    for (const category of ['Surveys', 'Users', 'Organizations', 'Responses']) assert.ok(text.includes(category), category);
  }));

await check('browser: an operation has its text without JavaScript', () =>
  visit(operation, { javaScriptEnabled: false }, async (page) => {
    const text = await page.innerText('main');
    for (const part of ['List Surveys', 'GET', '/API/v3/surveys', 'curl', 'offset', 'nextPage', 'Try It']) {
      assert.ok(text.includes(part), part);
    }
  }));

/** Opens the field for the token, which is closed until it is wanted, and fills it. */
async function giveToken(page) {
  await page.locator('details:has(input[type=password]) > summary').first().click();
  await page.locator('input[type=password]').first().fill(token);
}

const fields = ['Method', 'URL', 'Request Headers', 'Request Data', 'Status', 'Response Headers'];

/** Fails unless the six names stand in the text in their order. */
function inOrder(text) {
  let at = 0;
  for (const field of fields) {
    const next = text.toLowerCase().indexOf(field.toLowerCase(), at);
    assert.ok(next >= 0, `${field} is missing or out of order in ${text}`);
    at = next + field.length;
  }
}

await check('browser: Try It lists surveys and shows what was sent and received', () =>
  visit(operation, {}, async (page) => {
    await giveToken(page);
    await page.getByRole('button', { name: 'Try It', exact: true }).first().click();
    await page.locator('#try-result').getByText('"elements"').first().waitFor();
    await page.getByText('Metadata', { exact: true }).first().click();
    const terms = page.locator('dt:visible');
    const shown = (await terms.allInnerTexts()).map((term) => term.trim().toLowerCase());
    assert.deepEqual(shown.filter((term) => fields.some((field) => field.toLowerCase() === term)), fields.map((field) => field.toLowerCase()));
    const text = await page.innerText('main');
    inOrder(text.slice(text.lastIndexOf('Method')));
    assert.ok(text.includes('200'), 'the status');
    assert.ok(!page.url().includes(token), 'the token is in the address');
  }));

await check('browser: Try It without JavaScript', () =>
  visit(operation, { javaScriptEnabled: false }, async (page) => {
    await giveToken(page);
    await page.getByRole('button', { name: 'Try It', exact: true }).first().click();
    await page.waitForLoadState('load');
    assert.ok((await page.innerText('main')).includes('"elements"'), 'the output');
    await page.getByText('Metadata', { exact: true }).first().click();
    const text = await page.innerText('main');
    inOrder(text.slice(text.lastIndexOf('Method')));
  }));

const read = (path) =>
  fetch(`${origin}/API/v3${path}`, { headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' } });

/** Every response of the survey, through the API. */
async function recorded() {
  const begun = await fetch(`${origin}/API/v3/surveys/${survey}/export-responses`, {
    method: 'POST',
    headers: { 'X-API-TOKEN': token, 'Content-Type': 'application/json' },
    body: '{"format":"json","compress":false}',
  });
  const { progressId } = (await begun.json()).result;
  for (let tries = 0; tries < 200; tries += 1) {
    const { result } = await (await read(`/surveys/${survey}/export-responses/${progressId}`)).json();
    if (result.status === 'complete') {
      return (await (await read(`/surveys/${survey}/export-responses/${result.fileId}/file`)).json()).responses;
    }
    assert.notEqual(result.status, 'failed');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the export does not end');
}

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? 'with' : 'without';
  await check(`browser: a survey is answered to its end ${how} JavaScript, and recorded`, () =>
    visit(surveyPage, { javaScriptEnabled, viewport: phone }, async (page) => {
      const next = () => page.getByRole('button', { name: 'Next' }).click();
      await next();
      await page.getByRole('alert').or(page.locator('[aria-invalid=true]')).first().waitFor({ state: 'attached' });
      await page.getByText('Yes', { exact: true }).click();
      await next();
      await page.getByText('Which colours do you like?').first().waitFor();
      await page.getByText('Red', { exact: true }).click();
      await page.getByText('Blue', { exact: true }).click();
      const remark = `in a browser, ${how} JavaScript`;
      await page.locator('textarea').first().fill(remark);
      await next();
      await page.waitForLoadState('load');
      assert.equal(await page.locator('textarea').count(), 0, 'the survey has ended');
      const response = (await recorded()).find(({ values }) => values.QID3_TEXT === remark);
      assert.ok(response, 'recorded');
      assert.ok(!responses[4].includes(response.responseId));
      assert.equal(response.values.QID1, 1);
      assert.deepEqual(response.values.QID2, ['1', '3']);
      assert.equal(response.values.finished, 1);
      assert.equal(response.values.distributionChannel, 'anonymous');
    }));
}

await browser.close();
back.close();
finish();
