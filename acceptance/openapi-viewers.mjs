// Our OpenAPI document before others: an outside linter, and two viewers that must show it without an error.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { assert, check, finish, origin } from './checks.mjs';

const viewers = process.env.CANVASS_VIEWERS;
const document = await (await fetch(`${origin}/openapi.json`)).text();

await check('openapi: Redocly finds neither errors nor warnings', () => {
  writeFileSync('openapi.json', document);
  const program = join(viewers, '@redocly/cli/bin/cli.js');
  const { stdout, stderr } = spawnSync(process.execPath, [program, 'lint', 'openapi.json', '--extends=recommended', '--format=json'], {
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  const found = stdout.trim() ? JSON.parse(stdout) : assert.fail(stderr);
  assert.deepEqual(found.problems.map(({ ruleId, message }) => `${ruleId}: ${message}`), []);
});

const page = (head, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Viewer</title>${head}</head><body>${body}</body></html>`;
const scalar = page('', `<div id="app"></div><script src="/scalar.js"></script><script>
  Scalar.createApiReference('#app', { url: '/openapi.json', withDefaultFonts: false, telemetry: false, defaultOpenAllTags: true });
</script>`);
const swagger = page('<link rel="stylesheet" href="/swagger.css">', `<div id="app"></div><script src="/swagger.js"></script><script>
  SwaggerUIBundle({ url: '/openapi.json', dom_id: '#app', validatorUrl: null });
</script>`);
const file = (name) => () => readFileSync(join(viewers, name));
const served = {
  '/openapi.json': ['application/json', () => document],
  '/scalar': ['text/html', () => scalar],
  '/scalar.js': ['text/javascript', file('@scalar/api-reference/dist/browser/standalone.js')],
  '/swagger': ['text/html', () => swagger],
  '/swagger.js': ['text/javascript', file('swagger-ui-dist/swagger-ui-bundle.js')],
  '/swagger.css': ['text/css', file('swagger-ui-dist/swagger-ui.css')],
};

// The viewers stand on a server of their own: Canvass gives its document to no other site's pages.
const server = createServer((request, response) => {
  const [type, content] = served[request.url] ?? ['text/plain', () => ''];
  response.writeHead(served[request.url] || request.url === '/favicon.ico' ? 200 : 404, { 'Content-Type': type });
  response.end(content());
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const local = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});

const titles = Object.values(JSON.parse(document).paths).flatMap(Object.values).map(({ summary }) => summary);

for (const [name, path] of [['Scalar', '/scalar'], ['Swagger UI', '/swagger']]) {
  await check(`openapi: ${name} shows every operation, without an error in the console`, async () => {
    const context = await browser.newContext();
    const tab = await context.newPage();
    tab.setDefaultTimeout(30000);
    const errors = [];
    const isLocal = (url) => url.startsWith(local) || url.startsWith('data:') || url.startsWith('blob:');
    await context.route(/.*/, (route) => (isLocal(route.request().url()) ? route.continue() : route.abort()));
    tab.on('pageerror', (error) => errors.push(error.message));
    tab.on('console', (message) => {
      // What a viewer wants from hosts of its own is no fault of the document.
      const foreign = message.location().url && !isLocal(message.location().url);
      if (message.type() === 'error' && !foreign) errors.push(`${message.text()} (${message.location().url})`);
    });
    await tab.goto(`${local}${path}`);
    for (const title of titles) await tab.getByText(title).first().waitFor({ state: 'attached' });
    assert.deepEqual(errors, []);
    assert.equal(await tab.getByText('Unable to render this definition').count(), 0);
    await context.close();
  });
}

await browser.close();
server.close();
finish();
