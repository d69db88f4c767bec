import { LIMITS } from '../limits.ts';
import { annotatedSchema, type SchemaNode } from '../schema/json-schema.ts';

interface Row {
  readonly field: string;
  readonly node: SchemaNode;
  readonly isRequired: boolean;
}

const EXAMPLE = `\`\`\`yaml
providers:
  openai: { apiKey: \${OPENAI_API_KEY} }
  local: { provider: vllm, baseUrl: "http://10.0.0.7:8000/v1" }
routes:
  smart:
    deployments: [openai/gpt-5, { deployment: local/qwen3, tier: 2 }]
    timeouts: { firstContentMs: 8000 }
  fast: { deployments: [local/qwen3], fallbacks: [smart] }
keys:
  - { name: team, key: "\${TEAM_KEY}", models: [smart, "openai/*"] }
\`\`\``;

const INTRODUCTION = `# Configuration

Generated from the schema; do not edit.

The file is \`ocha.yaml\` in the working directory, or the one that \`--config\` or \`OCHA_CONFIG\` names. Without any
file the providers whose keys are in the environment are on, and so is the built-in \`sim\`.
\`ocha config check\` tells every problem at once, with its line.

${EXAMPLE}

- Any text may refer to the environment: \`\${NAME}\`, or \`\${NAME:-default}\`; \`$\${\` is a literal \`\${\`. A variable
  that is not set, or empty, is a problem.
- An unknown field is a problem: nothing is ignored silently.
- A provider's address may not lead into a private network, unless the provider is a local one or its entry says
  \`allowPrivateAddress: true\`. A cloud's metadata service is never allowed.
- \`providers.<name>: false\` keeps a provider off, also when its key is in the environment.`;

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['OCHA_CONFIG', 'The path of the file, where `--config` is not given.'],
  ['OCHA_HOST', 'Wins over `gateway.host`.'],
  ['OCHA_GATEWAY_PORT', 'Wins over `gateway.port`.'],
  ['OCHA_GATEWAY_OPS_PORT', 'Wins over `gateway.opsPort`.'],
  ['OCHA_BOOTSTRAP_KEY', 'An API key for clients, called `bootstrap`.'],
  ['OCHA_DATA_DIR', 'The directory for what must outlive a start; `.ocha` by default.'],
  ['OCHA_LOG_LEVEL', '`debug`, `info`, `warn` or `error`; `info` by default.'],
];

/** The reference of `ocha.yaml` in Markdown, a table for each section. */
export function renderConfigReference(): string {
  const schema = annotatedSchema();
  const sections = Object.entries(schema.properties ?? {}).flatMap(([name, node]) =>
    renderSection(name, node),
  );
  const variables = [
    '## Environment',
    '',
    '| variable | meaning |',
    '| --- | --- |',
    ...ENVIRONMENT.map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
  ];
  const bounds = [
    '## Bounds',
    '',
    `The file may have ${LIMITS.configBytesMax} bytes, ${LIMITS.providersMax} providers,`,
    `${LIMITS.routesMax} routes with ${LIMITS.deploymentsPerRouteMax} deployments each, and`,
    `${LIMITS.keysMax} keys.`,
  ];
  return `${[INTRODUCTION, '', ...sections, ...variables, '', ...bounds].join('\n')}\n`;
}

function renderSection(name: string, node: SchemaNode): readonly string[] {
  const [title, section] = entryOf(name, node);
  const intro = [node.description, section === node ? undefined : section.description];
  const text = intro.filter((sentence) => sentence !== undefined).join(' ');
  const rows = rowsOf(section, '');
  return [
    `## \`${title}\``,
    '',
    text,
    '',
    '| field | type | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows.map(renderRow),
    '',
  ];
}

/** The section whose fields are listed: the entry of a map or list, or the section itself. */
function entryOf(name: string, node: SchemaNode): readonly [string, SchemaNode] {
  if (typeof node.additionalProperties === 'object') {
    return [`${name}.<name>`, node.additionalProperties];
  }
  return node.items === undefined ? [name, node] : [`${name}[]`, node.items];
}

function rowsOf(section: SchemaNode, prefix: string): readonly Row[] {
  return Object.entries(section.properties ?? {}).flatMap(([name, node]) => {
    const isRequired = section.required?.includes(name) === true;
    const row: Row = { field: `${prefix}${name}`, node, isRequired };
    if (node.properties !== undefined) return [row, ...rowsOf(node, `${row.field}.`)];
    if (node.items?.properties === undefined) return [row];
    return [row, ...rowsOf(node.items, `${row.field}[].`)];
  });
}

function renderRow({ field, node, isRequired }: Row): string {
  const fallback = isRequired ? 'required' : (node.fallback ?? '');
  const cells = [`\`${field}\``, typeOf(node), fallback, node.description ?? ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeOf(node: SchemaNode): string {
  if (node.enum !== undefined) return node.enum.map((word) => `\`${word}\``).join(' or ');
  if (node.items !== undefined) return `list of ${pluralOf(node.items)}`;
  if (node.type === 'integer') return `whole number${boundsOf(node)}`;
  if (node.type === 'string') return 'text';
  if (node.type === 'boolean') return '`true` or `false`';
  if (node.properties !== undefined) return 'section';
  return node.type === 'object' ? 'map' : 'number';
}

function pluralOf(node: SchemaNode): string {
  return node.type === 'string' ? 'texts' : 'sections or texts';
}

function boundsOf(node: SchemaNode): string {
  if (node.minimum === undefined || node.maximum === undefined) return '';
  return `, ${node.minimum} to ${node.maximum}`;
}
