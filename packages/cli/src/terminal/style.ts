import { styleText } from 'node:util';

/** What a piece of text means; the colour follows. */
export type Tone = 'good' | 'bad' | 'careful' | 'quiet' | 'strong' | 'plain';

/** Puts colour on text, where the terminal takes it. */
export type Style = (tone: Tone, text: string) => string;

type Format = Parameters<typeof styleText>[0];

const FORMATS: Readonly<Record<Exclude<Tone, 'plain'>, Format>> = {
  good: 'green',
  bad: 'red',
  careful: 'yellow',
  quiet: 'dim',
  strong: 'bold',
};

/** Colours for a terminal, or plain text. Control characters are taken out in both cases. */
export function createStyle(isColoured: boolean): Style {
  return (tone, text) => {
    const clean = stripControls(text);
    if (!isColoured || tone === 'plain') return clean;
    return styleText(FORMATS[tone], clean, { validateStream: false });
  };
}

/** Whether output is coloured: `NO_COLOR` forbids it, `FORCE_COLOR` wants it, else a terminal decides. */
export function wantsColour(
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  if (isSet('NO_COLOR') || environment['TERM'] === 'dumb') return false;
  if (isSet('FORCE_COLOR')) return environment['FORCE_COLOR'] !== '0';
  return isTerminal;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Names and texts of a file may hold escape sequences that would act on the terminal. */
export function stripControls(text: string): string {
  return text.replace(CONTROLS, '?');
}
