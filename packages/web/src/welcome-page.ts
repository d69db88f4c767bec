const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 44rem; margin: 4rem auto; padding: 0 1.5rem; }
  h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
  p.lead { margin: 0 0 2rem; opacity: .75; }
  pre { padding: 1rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem; overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  td, th { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
  code { font: .9em ui-monospace, monospace; }
`;

const ENDPOINTS: readonly (readonly [client: string, path: string])[] = [
  ['OpenAI Chat', 'POST /v1/chat/completions'],
  ['OpenAI Responses', 'POST /v1/responses'],
  ['OpenAI Embeddings', 'POST /v1/embeddings'],
  ['Anthropic Messages', 'POST /v1/messages'],
  ['Gemini', 'POST /v1beta/models/{model}:generateContent'],
  ['Models', 'GET /v1/models'],
];

/**
 * What somebody sees who opens the gateway's address in a browser. Holds no facts about the installation: it needs no
 * key.
 */
export function renderWelcomePage(): string {
  const rows = ENDPOINTS.map(
    ([client, path]) => `<tr><td>${client}</td><td><code>${path}</code></td></tr>`,
  ).join('');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>OpenClaw HA</title><style>${STYLE}</style></head>
<body>
<h1>OpenClaw HA</h1>
<p class="lead">The gateway is up. This is its API address; point a client at it.</p>
<table><thead><tr><th>Client</th><th>Endpoint</th></tr></thead><tbody>${rows}</tbody></table>
<p>Try it with the API key that the terminal showed at the first start:</p>
<pre><code>curl -s -X POST "$ADDRESS/v1/chat/completions" \\
  -H "authorization: Bearer $OCHA_KEY" -H "content-type: application/json" \\
  -d '{"model":"sim/echo","messages":[{"role":"user","content":"Hello"}]}'</code></pre>
</body>
</html>
`;
}
