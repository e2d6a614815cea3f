import { stripVTControlCharacters } from 'node:util';

/** Shows screens to a person: redrawn in place on a terminal, as plain text now and then anywhere else. */
export interface Terminal {
  readonly interactive: boolean;
  readonly colour: boolean;
  /** Lines a screen may have. */
  height(): number;
  show(lines: readonly string[]): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

const CLEAR_AND_HOME = '\u001B[H\u001B[J';
const ALTERNATE_SCREEN_ON = '\u001B[?1049h\u001B[?25l';
const ALTERNATE_SCREEN_OFF = '\u001B[?25h\u001B[?1049l';
const CONTROL_C = '\u0003';
/** Where there is no window to fit into. */
const PLAIN_HEIGHT = 60;

/**
 * Takes the terminal, if there is one.
 *
 * @param onQuit - Called when the person presses q or Ctrl-C.
 */
export function openTerminal(onQuit: () => void): Terminal {
  const { stdin, stdout, env } = process;
  const interactive = Boolean(stdout.isTTY && stdin.isTTY) && env.TERM !== 'dumb';
  const colour = interactive && !env.NO_COLOR;
  if (!interactive) return plainTerminal();

  const onKey = (key: Buffer) => {
    const text = key.toString();
    if (text === 'q' || text === 'Q' || text.includes(CONTROL_C)) onQuit();
  };
  stdout.write(ALTERNATE_SCREEN_ON);
  stdin.setRawMode(true);
  stdin.on('data', onKey);
  stdin.resume();
  return {
    interactive,
    colour,
    height: () => stdout.rows - 1,
    show(lines) {
      // A line longer than the window would wrap and push the screen out of place.
      const fitting = lines.slice(0, stdout.rows - 1).map((line) => fit(line, stdout.columns));
      stdout.write(`${CLEAR_AND_HOME}${fitting.join('\n')}`);
    },
    close() {
      stdin.off('data', onKey);
      stdin.setRawMode(false);
      stdin.pause();
      stdout.write(ALTERNATE_SCREEN_OFF);
    },
  };
}

function plainTerminal(): Terminal {
  return {
    interactive: false,
    colour: false,
    height: () => PLAIN_HEIGHT,
    show: (lines) => void process.stdout.write(`${lines.join('\n')}\n\n`),
    close: () => {},
  };
}

/** Cuts a line that is too long for the window, together with its colours: they cannot be cut by length. */
function fit(line: string, columns: number): string {
  const visible = stripVTControlCharacters(line);
  return visible.length > columns ? visible.slice(0, columns) : line;
}
