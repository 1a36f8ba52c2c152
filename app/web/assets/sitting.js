// A test that somebody has begun is kept on the telephone, sealed, so that who loses the line goes on with the next
// question: part of the service worker (sw.js). Answers are kept and sent by the pages themselves (unsent.js).
"use strict";

self.sitting = (() => {
  const leaving = /^\/attempts\/([0-9a-z]+)\/(?:questions\/(\d+)|submit)$/;
  const parts = /(?:src|href)="(\/(?:assets|pictures)\/[^"]+)"/g;
  const patience = 20000; // milliseconds that a form waits for the network, on a line that is slow
  const away = "/learn/offline";
  const match = { ignoreVary: true };
  const review = (attempt) => `/attempts/${attempt}/review`;

  // keep fetches all pages of a test at once, in the language that it is read in, and what they show. The review comes
  // last: where it is, the test is whole.
  const keep = async ({ attempt, lang }) => {
    const name = `attempt-${attempt}-${lang}`;
    for (const other of await caches.keys()) if (other.startsWith("attempt-") && other !== name) await caches.delete(other);
    const cache = await caches.open(name);
    if (await vault.opened(await cache.match(review(attempt), match))) return true;
    const response = await fetch(`/attempts/${attempt}/pages`, { credentials: "same-origin", headers: { Accept: "application/json" }, redirect: "error" });
    if (!response.ok) return false;
    const headers = new Headers(response.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    const { pages } = await response.json();
    const last = pages.pop();
    for (const { path, html } of pages) await cache.put(path, await vault.shut(new Response(html), headers));
    const offline = await fetch(away, { credentials: "same-origin", redirect: "error" });
    const text = await offline.clone().text();
    if (offline.ok) await cache.put(away, await vault.shut(offline, offline.headers));
    await files(cache, [...pages, last].map((p) => p.html).join("") + text);
    await cache.put(last.path, await vault.shut(new Response(last.html), headers));
    return true;
  };

  // files keeps the styles, scripts and pictures that pages name, and what the styles show. Pictures are somebody's.
  const files = async (cache, html) => {
    for (const path of new Set([...html.matchAll(parts)].map((found) => found[1]))) {
      if (await cache.match(path, match)) continue;
      const response = await fetch(path, { credentials: "same-origin", redirect: "error" });
      if (!response.ok) throw new Error(`${path} ${response.status}`);
      const text = path.endsWith(".css") ? await response.clone().text() : "";
      await cache.put(path, path.startsWith("/assets/") ? response : await vault.shut(response, response.headers));
      for (const [, inner] of text.matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
        const at = new URL(inner, new URL(path, self.location)).pathname;
        if (!inner.startsWith("data:") && !(await cache.match(at, match))) await cache.add(at);
      }
    }
  };

  // post brings a form of a test to relevo. Without a line the answer waits in the page's own list, and the test goes on.
  const post = async (request, [, attempt, number]) => {
    const fields = request.clone();
    if (!(await caches.match(review(attempt), match))) return fetch(request);
    try {
      const response = await Promise.race([fetch(request), new Promise((_, fail) => setTimeout(() => fail(new Error("slow")), patience))]);
      if (response.status < 500) return response;
    } catch {
      // no line
    }
    const go = number && (await fields.formData()).get("go");
    const next = go === "review" || !number ? "" : `/attempts/${attempt}/questions/${Number(number) + (go === "back" ? -1 : 1)}`;
    const there = next && (await caches.match(next, match));
    return Response.redirect(new URL(there ? next : review(attempt), self.location.origin).href, 303);
  };

  return { leaving, keep, post };
})();
