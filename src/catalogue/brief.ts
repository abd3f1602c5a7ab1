/** What a lab's README says of the task: for whoever wants to know before a workspace is made. */
export interface Brief {
  /** What lies between the title and the first heading. */
  readonly story: string;
  /** The drawing under "The system". */
  readonly picture: string;
  /** The requests and replies of the contract: cells by row, without the head. */
  readonly contract: readonly (readonly string[])[];
}

/** A part that a README does not have is empty. Pure. */
export function briefOf(readme: string): Brief {
  const [head = '', ...sections] = readme.split(/^#{2,3} /m);
  const named = (title: string) => sections.find((section) => section.startsWith(`${title}\n`)) ?? '';
  return {
    story: head.replace(/^# .*\n/, '').trim(),
    picture: /^```[^\n]*\n([\s\S]*?)\n```$/m.exec(named('The system'))?.[1] ?? '',
    contract: rows(named('Contract')),
  };
}

/** Of the first table. */
function rows(section: string): string[][] {
  const lines = /(?:^\|.*\|$\n?)+/m.exec(section)?.[0].trim().split('\n') ?? [];
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '').replaceAll('**', '')),
  );
}
