/** Enough of a secret to recognise one's own, too little to use it. */
export function maskSecret(secret: string): string {
  if (secret.length < 16) return '…';
  const start = /^[A-Za-z]{1,6}[-_]/.exec(secret)?.[0] ?? '';
  return `${start}…${secret.slice(-4)}`;
}

const SECRET_FIELD =
  /((?:^|[\s{,])["']?[\w-]*(?:key|token|secret|authorization|password)["']?\s*:\s*)([^\s,}][^,}]*)/gi;
const SECRET_WORD = /\b(?:sk|pk|gsk|xai|key|hf|nvapi|AIza)[-_A-Za-z0-9]{12,}/g;

/** A line of the file with what may be a secret blotted out, character by character so that columns stay. */
export function redactLine(line: string): string {
  const withoutFields = line.replace(SECRET_FIELD, (whole, name: string, value: string) =>
    value.startsWith('$') || value.startsWith('"$') ? whole : name + '•'.repeat(value.length),
  );
  return withoutFields.replace(SECRET_WORD, (word) => '•'.repeat(word.length));
}
