// The Postman collection is taken by Postman's own library, and each of its requests is what the contract says.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { assert, check, finish, origin, token } from './checks.mjs';

const require = createRequire(join(process.env.CANVASS_VIEWERS, 'package.json'));
const { Collection, VariableScope } = require('postman-collection');
const told = await (await fetch(`${origin}/postman.json`)).json();
const openapi = await (await fetch(`${origin}/openapi.json`)).json();
const operations = Object.entries(openapi.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, { summary }]) => ({ path, verb: verb.toUpperCase(), summary })));
const collection = new Collection(told);
const requests = [];
collection.forEachItem((item) => requests.push(item));

await check('postman: the collection is imported with every operation in a folder', () => {
  assert.ok(Collection.isCollection(collection));
  assert.deepEqual(requests.map(({ name }) => name).sort(), operations.map(({ summary }) => summary).sort());
  for (const item of requests) assert.ok(item.parent().name, item.name);
});

await check('postman: base URL and token are variables, and the token is empty', () => {
  assert.equal(collection.variables.get('baseUrl'), origin);
  assert.equal(collection.variables.get('token'), '');
  assert.equal(collection.auth.type, 'apikey');
  assert.equal(collection.auth.parameters().get('key'), 'X-API-TOKEN');
  assert.equal(collection.auth.parameters().get('value'), '{{token}}');
});

await check('postman: every request goes to the address of its operation', () => {
  const scope = new VariableScope({ values: [{ key: 'baseUrl', value: origin }] });
  for (const { name, request } of requests) {
    const { path, verb } = operations.find(({ summary }) => summary === name);
    assert.equal(request.method, verb, name);
    const parts = new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/:]+')}$`);
    assert.match(request.url.getPath(), parts, name);
    assert.ok(scope.replaceIn(request.url.toString()).startsWith(`${origin}/API/v3/`), name);
  }
});

await check('postman: a request of the collection is answered', async () => {
  const { request } = requests.find(({ name }) => name === 'Who Am I');
  const url = request.url.toString().replace('{{baseUrl}}', origin);
  const answer = await fetch(url, { method: request.method, headers: { 'X-API-TOKEN': token } });
  assert.equal(answer.status, 200);
});

finish();
