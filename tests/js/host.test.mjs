import assert from "node:assert/strict";
import { test } from "node:test";
import { headersFor, parseHeaders } from "../browser/host.mjs";

const RULES = parseHeaders(`# comment
/*
  Content-Security-Policy: default-src 'self'; img-src 'self' data:
  X-Content-Type-Options: nosniff

/styles/*.css
  Cache-Control: public, max-age=31536000
`);

test("a rule holds for every path that its star can stand for", () => {
  assert.deepEqual(headersFor(RULES, "/tags/"), {
    "content-security-policy": "default-src 'self'; img-src 'self' data:",
    "x-content-type-options": "nosniff",
  });
  assert.equal(headersFor(RULES, "/styles/base.css")["cache-control"], "public, max-age=31536000");
});

test("a dot in a path is no wildcard", () => {
  assert.equal(headersFor(RULES, "/styles/base-css")["cache-control"], undefined);
});
