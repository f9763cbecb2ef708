// One page, opened anew in a context of its own, and what that cost. The same for ours and for others'.

import { createRequire } from 'node:module';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const viewport = { width: 1440, height: 900 };
/** 4x CPU, 1.6 Mbit/s, 150 ms. */
const slowNetwork = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Runs in the page before anything of its own: notes shifts, long tasks, and when the wanted text can be read. */
function watch(wanted) {
  const noted = { ready: 0, shift: 0, blocked: 0, longest: 0, lastTask: 0, shifted: [] };
  window.noted = noted;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      noted.shift += value;
      for (const { node } of sources) noted.shifted.push(node?.id || node?.className || node?.nodeName || '?');
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      noted.blocked += entry.duration - 50;
      noted.longest = Math.max(noted.longest, entry.duration);
      noted.lastTask = entry.startTime + entry.duration;
    }
  }).observe({ type: 'longtask', buffered: true });
  const canBeRead = () => {
    const texts = document.createTreeWalker(document.body ?? document, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (node.data.trim() !== wanted || !node.parentElement?.checkVisibility({ visibilityProperty: true })) continue;
      const { top, bottom, left, right } = node.parentElement.getBoundingClientRect();
      if (bottom > top && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth) return true;
    }
    return false;
  };
  const look = () => {
    // The second frame: by then the first, which has the text, is painted.
    if (canBeRead()) requestAnimationFrame(() => (noted.ready = performance.now()));
    else if (performance.now() < 1000) requestAnimationFrame(look);
    else setTimeout(() => requestAnimationFrame(look), 50);
  };
  requestAnimationFrame(look);
}

/** Opens the address and waits until the wanted text can be read and nothing goes on any more. */
export async function load(browser, url, wanted, { slow = false } = {}) {
  // The page before is still being taken down.
  await new Promise((resolve) => setTimeout(resolve, 700));
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    if (slow) {
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      await session.send('Network.emulateNetworkConditions', slowNetwork);
    }
    const traffic = listen(session);
    await page.addInitScript(watch, wanted);
    await page.goto(url, { waitUntil: 'load', timeout: 120000 });
    await page.waitForFunction(() => window.noted.ready > 0, null, { timeout: 120000, polling: 100 });
    await quiet(page, traffic);
    const { ready, shift, blocked, shifted } = await page.evaluate(() => window.noted);
    const fcp = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
    // The clock of a frame's script runs ahead of the frame on the screen: nothing is ready before the first paint.
    return { fcp, ready: Math.max(ready, fcp), blocked, shift, shifted, ...traffic.sums(), ...(await memory(session)) };
  } finally {
    await context.close();
  }
}

/** Everything the page asks for: how much came, and how much of it was JavaScript. */
function listen(session) {
  const requests = new Map();
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    if (request.url.startsWith('http')) requests.set(requestId, { name: request.url.split('/').pop(), type, bytes: 0, done: false });
  });
  const end = ({ requestId, encodedDataLength = 0 }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { bytes: encodedDataLength, done: true });
  };
  session.on('Network.loadingFinished', end);
  session.on('Network.loadingFailed', end);
  return {
    pending: () => [...requests.values()].filter(({ done }) => !done).length,
    sums: () => {
      const all = [...requests.values()];
      const bytes = (some) => some.reduce((sum, one) => sum + one.bytes, 0);
      return {
        wire: bytes(all), script: bytes(all.filter(({ type }) => type === 'Script')), requests: all.length, parts: all.map(({ name, bytes: size }) => `${name} ${size}`),
      };
    },
  };
}

/** No request open and no long task for a second. */
async function quiet(page, traffic) {
  for (let tries = 0; tries < 100; tries += 1) {
    await page.waitForTimeout(200);
    const rest = await page.evaluate(() => performance.now() - Math.max(window.noted.lastTask, window.noted.ready));
    if (rest > 1000 && traffic.pending() === 0) return;
  }
}

/** What the page holds once what it let go is collected. */
export async function memory(session) {
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  return { heap: usedSize, nodes };
}

/** What axe finds: rules that are broken, and in how many places. */
export async function accessibility(browser, url, wanted) {
  const context = await browser.newContext({ viewport, bypassCSP: true });
  try {
    const page = await context.newPage();
    await page.addInitScript(watch, wanted);
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForFunction(() => window.noted.ready > 0, null, { timeout: 60000 });
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values } }), rules);
    return { rules: violations.length, places: violations.reduce((sum, { nodes }) => sum + nodes.length, 0) };
  } finally {
    await context.close();
  }
}

/** Leaves the page open for ten seconds: which other hosts it asks, and what it reports as errors on the console. */
export async function company(browser, url) {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    const { host } = new URL(url);
    const hosts = new Set();
    const errors = [];
    page.on('request', (request) => {
      const asked = new URL(request.url());
      if (asked.protocol.startsWith('http') && asked.host !== host) hosts.add(asked.host);
    });
    // A host that cannot be reached is this measurement's doing.
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('ERR_NAME_NOT_RESOLVED')) errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForTimeout(10000);
    return { hosts: [...hosts], errors };
  } finally {
    await context.close();
  }
}

/** How many characters can be read without JavaScript. */
export async function text(browser, url) {
  const context = await browser.newContext({ viewport, javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    return (await page.innerText('body')).trim().length;
  } finally {
    await context.close();
  }
}
