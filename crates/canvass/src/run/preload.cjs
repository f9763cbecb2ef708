// Loaded by `canvass run` before a Node program. Node 20 takes no proxy from its environment; the https module and
// the built-in fetch both open their connections with tls.connect, so those to *.qualtrics.com are led to the local
// server here. The name asked for, and with it the check of the certificate, stays as it was.
'use strict';

const module_ = require('node:module');
const tls = require('node:tls');

const target = process.env.CANVASS_RUN_TLS || '';
const colon = target.lastIndexOf(':');
const local = { host: target.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(target.slice(colon + 1)) };
const connect = tls.connect;

// The accepted forms are those of tls.connect: (options), (port, options), (port, host, options), each with a callback.
function led(args) {
  const options = {};
  let callback;
  for (const [at, arg] of args.entries()) {
    if (typeof arg === 'function') callback = arg;
    else if (typeof arg === 'object' && arg !== null) Object.assign(options, arg);
    else if (at === 0) options.port = arg;
    else if (typeof arg === 'string') options.host = arg;
  }
  const host = String(options.host || '');
  if (options.socket || Number(options.port) !== 443 || !/^([^.]+\.)*qualtrics\.com$/i.test(host)) return args;
  const { lookup, path, ...rest } = options;
  return [{ ...rest, ...local, servername: options.servername || host }, callback];
}

if (colon > 0) {
  tls.connect = function (...args) {
    return connect.apply(this, led(args));
  };
  module_.syncBuiltinESMExports();
}
