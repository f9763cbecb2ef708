// Trying requests as a new user would: from the front page to a saved response export by keyboard alone; what a wrong token
// and a wrong body say, and where; and that the token stays where it was typed.

import { readFileSync } from 'node:fs';
import { assert, check, finish, origin, token } from './checks.mjs';
import { at, download, giveToken, launch, pages, send, sum, visit } from './portal-page.mjs';

const viewport = { width: 1440, height: 900 };
const browser = await launch();
const open = (path, work) => visit(browser, `${origin}${path}`, { viewport, acceptDownloads: true }, work);

/** The keyboard, and what it is on: names and roles are those that a screen reader is told. */
async function keyboard(page) {
  const session = await page.context().newCDPSession(page);
  const focused = async () => {
    const { result } = await session.send('Runtime.evaluate', { expression: 'document.activeElement' });
    const { nodes } = await session.send('Accessibility.getPartialAXTree', { objectId: result.objectId, fetchRelatives: false });
    return { role: nodes[0].role?.value ?? '', name: nodes[0].name?.value?.trim() ?? '' };
  };
  const reach = async (name) => {
    const passed = [];
    for (let presses = 0; presses < 400; presses += 1) {
      const here = await focused();
      if (here.name === name && here.role !== 'RootWebArea') return here;
      passed.push(here.name);
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never comes to "${name}"; it went over ${[...new Set(passed)].slice(0, 40).join(' | ')}`);
  };
  const press = async (name) => {
    await reach(name);
    await page.keyboard.press('Enter');
  };
  const follow = async (name) => {
    const before = page.url();
    await press(name);
    await page.waitForURL((url) => url.href !== before, { waitUntil: 'load' });
  };
  return { focused, reach, press, follow };
}

/** Presses Try It, waits for the answer and gives its text. */
async function tryIt(page, keys) {
  await keys.press('Try It');
  await page.locator(at.tabs).first().waitFor({ state: 'attached' });
  return page.innerText(at.result);
}

await check('keyboard: from the front page to a saved response export', () =>
  open(pages.front, async (page, noted) => {
    const keys = await keyboard(page);
    await page.keyboard.press('Tab');
    assert.equal((await keys.focused()).name, 'Skip to main content', 'the first stop');
    await keys.follow('Reference');
    await keys.follow('Exporting Survey Responses');
    await keys.follow('Start Response Export');
    await keys.press('API Token');
    // The box opens and puts the focus into its field.
    await page.locator(`${at.token}:focus`).waitFor();
    await page.keyboard.type(token);
    await keys.reach('Remember it for this tab');
    await page.keyboard.press('Space');
    assert.match(await tryIt(page, keys), /200/);
    await keys.follow('Get Response Export Progress');
    for (let tries = 0; ; tries += 1) {
      const text = await tryIt(page, keys);
      if (text.includes('"complete"')) break;
      assert.ok(tries < 100, `the export does not end: ${text}`);
    }
    await keys.follow('Get Response Export File');
    const text = await tryIt(page, keys);
    const [saved] = await Promise.all([page.waitForEvent('download'), keys.press('Save the file')]);
    const query = new URL(page.url()).searchParams;
    const direct = await download(origin, token, { surveyId: query.get('path.surveyId'), fileId: query.get('path.fileId') });
    assert.equal(sum(readFileSync(await saved.path())), sum(direct), 'the saved file is the file');
    assert.ok(text.includes(sum(direct)), `the page shows its SHA-256: ${text}`);
    assert.match(saved.suggestedFilename(), /\.zip$/);
    assert.deepEqual([noted.hosts, noted.errors], [[], []]);
  }));

await check('keyboard: the skip link leads to the content', () =>
  open(pages.operation, async (page) => {
    const keys = await keyboard(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
    assert.ok((await keys.focused()).name);
  }));

await check('keyboard: where the focus is can be seen at every stop', () =>
  open(pages.operation, async (page) => {
    const unseen = new Set();
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return null;
        // A choice that is drawn by its label shows the focus there.
        const drawn = [element, ...(element.labels ?? []), element.closest('form, div')].filter(Boolean);
        const seen = drawn.some((one) => {
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
          return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
        });
        return seen ? '' : element.outerHTML.slice(0, 100);
      });
      if (here === null) break;
      if (here) unseen.add(here);
    }
    assert.deepEqual([...unseen], []);
  }));

await check('keyboard: search, and its results', () =>
  open(pages.front, async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('start response export');
    await page.locator(at.found).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === pages.startExport);
  }));

await check('a token that is missing: its field opens, has the focus and says so', () =>
  open(pages.operation, async (page, noted) => {
    await page.locator(at.form).getByRole('button', { name: 'Try It', exact: true }).click();
    assert.match(await page.innerText(at.problem), /token/i);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'try-token');
    assert.deepEqual(noted.requests.filter((request) => request.method() === 'POST').length, 0);
  }));

await check('a wrong token: the answer stands there as the server gave it', () =>
  open(pages.operation, async (page) => {
    await giveToken(page, 'A'.repeat(40));
    await send(page);
    const text = await page.innerText(at.result);
    const answer = await fetch(`${origin}/API/v3/surveys`, { headers: { 'X-API-TOKEN': 'A'.repeat(40) } });
    const { meta } = await answer.json();
    assert.ok(text.includes(meta.httpStatus) && text.includes(meta.error.errorCode) && text.includes(meta.error.errorMessage), text);
  }));

/** The body of Start Response Export as JSON. */
const json = async (page) => {
  await page.locator(at.form).getByText('JSON', { exact: true }).click();
  return page.locator(at.form).locator('textarea[data-json]');
};

for (const [what, body, told] of [
  ['that is no JSON', '{\n  "format": "csv",\n  oops\n}', /line 3/i],
  ['with a field missing', '{"limit": 1}', /line 1.*format is missing/i],
  ['with a value that is not accepted', '{\n  "format": "pdf"\n}', /line 2.*format.*csv/i],
  ['with a value of another kind', '{"format": "csv",\n"limit": "ten"}', /line 2.*limit.*integer/i],
]) {
  await check(`a body ${what}: told at its place before anything is sent`, () =>
    open(pages.startExport, async (page, noted) => {
      await giveToken(page, token);
      const area = await json(page);
      await area.fill(body);
      await page.locator(at.form).getByRole('button', { name: 'Try It', exact: true }).click();
      await page.locator(at.problem).waitFor();
      const problem = page.locator(`#${(await area.getAttribute('aria-describedby')).split(' ')[0]}`);
      assert.match((await problem.innerText()).replace(/\s+/g, ' '), told);
      assert.equal(await area.getAttribute('aria-invalid'), 'true');
      assert.ok(await area.evaluate((element) => element === document.activeElement), 'the focus is on it');
      assert.equal(noted.requests.filter((request) => request.method() === 'POST' && request.url().includes('/try/')).length, 0);
      await page.locator(at.form).getByRole('button', { name: 'Reset to example' }).click();
      assert.notEqual(await area.getAttribute('aria-invalid'), 'true');
    }));
}

await check('a parameter that the server refuses is marked at its field', () =>
  open(`${pages.operation}?query.offset=many`, async (page) => {
    await giveToken(page, token);
    await send(page);
    assert.match(await page.innerText(at.result), /400/);
    assert.equal(await page.locator('[name="query.offset"]').getAttribute('aria-invalid'), 'true');
  }));

/** Every place where the token could be left behind, searched. */
async function traces(page, noted) {
  const found = [];
  const look = (where, text) => text?.includes(token) && found.push(where);
  for (const request of noted.requests) {
    look(`the address of ${request.method()}`, decodeURIComponent(request.url()));
    look('a Referer', request.headers().referer);
  }
  look('the address of the page', decodeURIComponent(page.url()));
  look('a cookie', JSON.stringify(await page.context().cookies()));
  look('the storage', await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])));
  look('a link', await page.evaluate(() => [...document.querySelectorAll('[href], [src], [action]')].map((one) =>
    ['href', 'src', 'action'].map((name) => one.getAttribute(name))).join(' ')));
  look('an example', await page.evaluate(() => [...document.querySelectorAll('pre')].filter((one) => !one.closest('#try-result')).map((one) => one.textContent).join(' ')));
  return found;
}

await check('the token is in no address, cookie, storage, link or example after calls', () =>
  open(pages.startExport, async (page, noted) => {
    await giveToken(page, token);
    await send(page);
    await page.locator('[name="path.surveyId"]').fill('SV_000000000000000');
    await send(page);
    await page.waitForTimeout(500);
    assert.deepEqual(await traces(page, noted), []);
    await page.locator(at.metadata).click();
    const shown = await page.innerText(at.result);
    assert.ok(!shown.includes(token) && shown.includes(token.slice(-4)), 'Metadata shows its end alone');
  }));

await check('the token is kept for this tab when that is asked, and gone when it is cleared', () =>
  open(pages.operation, async (page) => {
    const stored = () => page.evaluate((wanted) => [localStorage, sessionStorage].map((area) => JSON.stringify({ ...area }).includes(wanted)), token);
    await giveToken(page, token);
    await page.getByLabel('Remember it for this tab').check();
    assert.deepEqual(await stored(), [false, true]);
    await page.goto(`${origin}${pages.startExport}`, { waitUntil: 'load' });
    await send(page);
    assert.match(await page.innerText(at.result), /200/);
    await page.locator(at.tokenBox).click();
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.deepEqual(await stored(), [false, false]);
  }));

await check('the history tells the calls of a script and of the page, and never the token', () =>
  open(pages.operation, async (page) => {
    const agent = `acceptance-script/${Date.now()}`;
    await fetch(`${origin}/API/v3/whoami`, { headers: { 'X-API-TOKEN': token, 'User-Agent': agent } });
    await giveToken(page, token);
    await send(page);
    await page.locator(at.history).click();
    // In the narrow column only the opened call shows its headers.
    await page.locator(at.result).getByText(agent).first().waitFor({ state: 'attached' });
    const html = await page.locator(`${at.result} [data-history]`).innerHTML();
    assert.ok(html.includes('/API/v3/whoami') && html.includes('/API/v3/surveys'), 'both calls');
    assert.ok(!html.includes(token), 'the token is in the history');
  }));

await browser.close();
finish();
