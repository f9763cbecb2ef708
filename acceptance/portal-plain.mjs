// The portal without JavaScript: text, search, feedback, and requests tried to their end. That an operation's page has its
// text and that List Surveys can be tried is checked by browser.mjs.

import { readFileSync } from 'node:fs';
import { assert, check, finish, origin, token } from './checks.mjs';
import { at, download, giveToken, launch, pages, send, sum, visit } from './portal-page.mjs';

const browser = await launch();
const open = (path, work) =>
  visit(browser, `${origin}${path}`, { javaScriptEnabled: false, viewport: { width: 1440, height: 900 }, acceptDownloads: true }, work);
const fields = ['Method', 'URL', 'Request Headers', 'Request Data', 'Status', 'Response Headers'];

for (const [path, ...words] of [
  [pages.guide, '401', '429', 'Retry-After'],
  [pages.workflow, 'Python', 'Java', 'export-responses'],
  [pages.startExport, 'useLabels', 'Accepted', 'progressId', 'QUALTRICS_API_KEY'],
  [pages.compatibility, 'List Surveys'],
  [pages.changelog, 'Changelog'],
]) {
  await check(`without JavaScript: ${path} has its text`, () =>
    open(path, async (page) => {
      const text = await page.innerText('main');
      for (const word of words) assert.ok(text.includes(word), `${word} is missing`);
    }));
}

await check('without JavaScript: search from the head of a page', () =>
  open(pages.front, async (page) => {
    await page.locator(at.find).fill('start export');
    await page.locator(at.find).press('Enter');
    await page.waitForURL((url) => url.pathname === '/docs/search');
    await page.locator('main').getByRole('link', { name: 'Start Response Export' }).first().click();
    await page.waitForURL((url) => url.pathname === pages.startExport);
  }));

await check('without JavaScript: search finds an error code and a guide, and says when it finds nothing', () =>
  open('/docs/search?q=QVAL_1', async (page) => {
    assert.ok((await page.innerText('main')).includes('QVAL_1'));
    await page.goto(`${origin}/docs/search?q=pagination`);
    await page.locator('main a[href^="/docs/guides/"]').first().waitFor();
    await page.goto(`${origin}/docs/search?q=xyzzyplugh`);
    assert.match(await page.innerText('main'), /nothing/i);
  }));

/** Says whether the page helped, and gives what is answered. */
async function vote(page, path, answer) {
  await page.goto(`${origin}${path}`, { waitUntil: 'load' });
  await page.getByRole('button', { name: answer, exact: true }).click();
  await page.waitForLoadState('load');
  return page.locator('[role=status]').filter({ hasText: /thank/i }).first().innerText();
}

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? 'with' : 'without';
  await check(`${how} JavaScript: feedback has two acknowledgements, and a comment after No`, () =>
    visit(browser, `${origin}${pages.operation}`, { javaScriptEnabled }, async (page, noted) => {
      const yes = await vote(page, pages.operation, 'Yes');
      const no = await vote(page, pages.guide, 'No');
      assert.notEqual(yes, no);
      await page.locator('textarea[name=comment]').fill('An example of each verb is missing.');
      await page.locator('form:has(textarea[name=comment])').getByRole('button').click();
      await page.waitForLoadState('load');
      await page.getByText(no).waitFor({ state: 'detached' });
      await page.locator('[role=status]').filter({ hasText: /thank/i }).first().waitFor();
      assert.deepEqual([noted.hosts, noted.errors], [[], []]);
    }));
}

/** Presses Try It, waits for the page that answers and gives the text of the answer. */
async function tryIt(page) {
  await giveToken(page, token);
  await send(page);
  return page.innerText(at.result);
}

await check('without JavaScript: from Start Response Export to the saved file', () =>
  open(pages.startExport, async (page, noted) => {
    assert.ok((await tryIt(page)).includes('"progressId"'));
    await page.locator(at.metadata).click();
    const names = (await page.locator(`${at.result} dt:visible`).allInnerTexts()).map((name) => name.trim());
    assert.deepEqual(names.slice(0, fields.length), fields);
    const metadata = await page.innerText(at.result);
    assert.ok(metadata.includes('"format"') && /content-type: *application\/json/i.test(metadata), 'what was sent');
    await page.locator(at.output).click();
    await page.locator(at.result).getByRole('link', { name: 'Get Response Export Progress' }).click();
    for (let tries = 0; !(await tryIt(page)).includes('"complete"'); tries += 1) assert.ok(tries < 100, 'the export does not end');
    await page.locator(at.result).getByRole('link', { name: 'Get Response Export File' }).click();
    const text = await tryIt(page);
    const values = await page.locator('[name^="path."]').evaluateAll((inputs) => inputs.map(({ name, value }) => [name.slice(5), value]));
    const direct = await download(origin, token, Object.fromEntries(values));
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator(at.save).first().click()]);
    assert.equal(sum(readFileSync(await saved.path())), sum(direct));
    assert.ok(text.includes(sum(direct)) && text.includes('.csv'), text);
    assert.ok(!noted.requests.some((request) => request.url().includes(token)), 'the token is in an address');
    assert.ok(!(await page.content()).includes(`value="${token}"`), 'the page gives the token back');
  }));

await check('without JavaScript: "Save the answer" gives the answer as a file', () =>
  open(pages.operation, async (page) => {
    await giveToken(page, token);
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the answer' }).click()]);
    assert.ok(JSON.parse(readFileSync(await saved.path(), 'utf8')).result.elements.length > 0);
  }));

await check('without JavaScript: a value that is refused is told at its field, and stays typed', () =>
  open(pages.operation, async (page) => {
    await page.locator('[name="query.offset"]').fill('many');
    assert.ok((await tryIt(page)).includes('400'));
    const field = page.locator('[name="query.offset"]');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.equal(await field.inputValue(), 'many');
    assert.match(await page.locator(`#${await field.getAttribute('aria-describedby')}`).innerText(), /offset/);
  }));

await check('without JavaScript: the history of a token, and the way back into the form', () =>
  open(pages.history, async (page) => {
    const agent = `acceptance-plain/${Date.now()}`;
    await fetch(`${origin}/API/v3/surveys?offset=1`, { headers: { 'X-API-TOKEN': token, 'User-Agent': agent } });
    await page.locator('main input[type=password]').fill(token);
    await page.locator('main form:has(input[type=password])').getByRole('button').first().click();
    await page.waitForLoadState('load');
    const call = page.locator('details').filter({ hasText: agent }).first();
    await call.locator('summary').first().click();
    assert.ok(!(await page.content()).includes(token), 'the token is in the history');
    await call.getByRole('link', { name: /replay/i }).click();
    await page.waitForURL((url) => url.pathname === pages.operation);
    assert.equal(await page.locator('[name="query.offset"]').inputValue(), '1');
  }));

await check('without JavaScript: colours are changed and kept', () =>
  open(pages.front, async (page) => {
    const background = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    const before = await background();
    await page.getByRole('button', { name: /change to dark/i }).click();
    await page.waitForLoadState('load');
    assert.notEqual(await background(), before);
    await page.goto(`${origin}${pages.operation}`);
    assert.notEqual(await background(), before);
  }));

await browser.close();
finish();
