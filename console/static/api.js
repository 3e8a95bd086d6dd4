// Requests to the API of this server, as whoever is signed in.

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export const reviewer = meta("reviewer");
const scopes = new Set(meta("scopes").split(" "));

export const ROOT = "/console/api/v1";

export function may(scope) {
  return scopes.has(scope) || scopes.has("admin");
}

// What the server refused, in its own words. `newest` is the newest result, where the refused decision was on an older one.
export class Problem extends Error {
  constructor(status, body) {
    super([body.detail, body.fix].filter(Boolean).join(" "));
    this.status = status;
    this.code = body.code;
    this.newest = body.newest ?? null;
  }
}

const UNREACHED = { code: "unreached", detail: "The server cannot be reached.", fix: "Try again when the network is back." };

// The answer's JSON, or null where there is none. Throws Problem.
export async function ask(path, { method = "GET", json, form, revision, leaving = false } = {}) {
  const headers = { "X-CSRF-Token": meta("csrf") };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (revision !== undefined) headers["If-Match"] = `"${revision}"`;
  const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
  const response = await fetch(ROOT + path, { method, headers, body, keepalive: leaving }).catch(() => null);
  if (response === null) throw new Problem(0, UNREACHED);
  const said = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  if (!response.ok) throw new Problem(response.status, said ?? { detail: "The server did not answer as it should." });
  return said;
}
