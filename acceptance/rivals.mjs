// Other renderers of OpenAPI documents, each on the page that its makers show, on a small server of their own with gzip.
// They are measured by bench-portal.mjs and opened by no test and no page of ours.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** For each: the package, the page's body, and the address of List Surveys on it. */
export const rivals = {
  Scalar: {
    package: '@scalar/api-reference',
    body: `<div id="app"></div><script src="/Scalar/dist/browser/standalone.js"></script>
      <script>Scalar.createApiReference('#app', { url: '/openapi.json' })</script>`,
    hash: '#tag/surveys/GET/API/v3/surveys',
  },
  Elements: {
    package: '@stoplight/elements',
    body: `<script src="/Elements/web-components.min.js"></script><link rel="stylesheet" href="/Elements/styles.min.css">
      <elements-api apiDescriptionUrl="/openapi.json" router="hash"></elements-api>`,
    hash: '#/operations/listSurveys',
  },
  'Swagger UI': {
    package: 'swagger-ui-dist',
    body: `<link rel="stylesheet" href="/Swagger UI/swagger-ui.css"><div id="app"></div>
      <script src="/Swagger UI/swagger-ui-bundle.js"></script>
      <script>SwaggerUIBundle({ url: '/openapi.json', dom_id: '#app', deepLinking: true })</script>`,
    hash: '#/Surveys/listSurveys',
  },
  Redoc: {
    package: 'redoc',
    body: `<redoc spec-url="/openapi.json"></redoc><script type="module" src="/Redoc/bundles/redoc.standalone.js"></script>`,
    hash: '#/surveys/listsurveys',
  },
};

const types = { '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png' };

/** Serves the pages, what lies in the packages' folder, and one OpenAPI document; gives its origin and a way to end it. */
export async function serve(folder, document) {
  const packed = new Map();
  const server = http.createServer((request, response) => {
    const path = decodeURI(new URL(request.url, 'http://localhost').pathname);
    try {
      if (!packed.has(path)) packed.set(path, file(folder, path, document));
      const { type, bytes } = packed.get(path);
      response.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'gzip', 'Content-Length': bytes.length });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

function file(folder, path, document) {
  const [, name, ...rest] = path.split('/');
  if (path === '/openapi.json') return packedAs('application/json', document);
  if (!rest.length) return packedAs('text/html; charset=utf-8', page(name));
  if (rest.includes('..')) throw new Error(path);
  return packedAs(types[extname(path)] ?? 'application/octet-stream', readFileSync(join(folder, rivals[name].package, ...rest)));
}

function packedAs(type, content) {
  return { type, bytes: gzipSync(content, { level: 9 }) };
}

function page(name) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Canvass in ${name}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head><body>${rivals[name].body}</body></html>`;
}

/** The version of a package in the folder. */
export function version(folder, name) {
  return JSON.parse(readFileSync(join(folder, rivals[name].package, 'package.json'), 'utf8')).version;
}
