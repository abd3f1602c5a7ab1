import { type Declaration, DIR } from './declare.ts';

const ENGINE = {
  flags: '--engine <engine>',
  about: 'run the infrastructure in Docker or as local processes',
  choices: ['docker', 'local'],
};

const STEP = { flags: '--step <step>', about: 'number or name of a step' };

/** Commands that only hold others, and what these are for. */
export const GROUPS: Readonly<Record<string, string>> = { lab: 'for authors: make a lab of your own, and prove it' };

/** All commands, in the order of a learner's day. */
export const COMMANDS: readonly Declaration[] = [
  {
    name: 'list',
    summary: 'show the labs and how far you are',
    json: true,
    examples: [['archlab list', 'all chapters and labs']],
    load: () => import('../list.ts'),
  },
  {
    name: 'info',
    summary: 'describe a lab: what it teaches, its steps, what it needs',
    words: [['[lab]', 'name of the lab (default: the one of this workspace)']],
    json: true,
    examples: [['archlab info sharding', 'before you begin']],
    load: () => import('../info.ts'),
  },
  {
    name: 'start',
    summary: 'make a workspace and start its infrastructure',
    words: [['[lab]', 'name of the lab (default: the one of this workspace)']],
    options: [
      { flags: '--dir <folder>', about: 'where the workspace is or shall be (default: ./<lab>)' },
      ENGINE,
      { flags: '--language <language>', about: 'language of the starter' },
      { flags: '--force', about: 'replace files that differ, after backing them up' },
    ],
    json: true,
    examples: [
      ['archlab start sharding', 'workspace in ./sharding'],
      ['archlab start', 'inside a workspace: start it again'],
      ['archlab start sharding --engine local', 'without Docker'],
      ['archlab start sharding --language go', 'the starter in another language; `archlab info` lists them'],
    ],
    load: () => import('../start.ts'),
  },
  {
    name: 'verify',
    summary: 'grade your solution: traffic, faults, and the truth from the servers',
    options: [
      DIR,
      { flags: '--step <step|check>', about: 'only this step or check: 4, lose-a-shard, 4b' },
      { flags: '--all', about: 'go on after a failure' },
      { flags: '--watch', about: 'run again after each save, from the step you are at, until Ctrl-C' },
      { flags: '--seed <number>', about: 'random numbers of an earlier run', atLeast: 0 },
      { flags: '--repeat <times>', about: 'run several times with different seeds', atLeast: 1, fallback: 1 },
      // Not `choices`: the formats have an error code of their own.
      { flags: '--format <format>', about: 'what goes to stdout: text, json, junit or html' },
      { flags: '--report <format=file>', about: 'also write a report to a file; may be repeated', many: true },
    ],
    json: true,
    examples: [
      ['archlab verify', 'all steps, until the first that fails'],
      ['archlab verify --watch', 'after each save, from the step you are at'],
      ['archlab verify --step 4', 'only step 4'],
      ['archlab verify --step 4b --seed 8123', 'replay a failure'],
      ['archlab verify --report junit=archlab.xml', 'for a CI system'],
      ['archlab verify --report html=report.html', 'one file with pictures, to keep or send'],
    ],
    load: () => import('../verify.ts'),
  },
  {
    name: 'report',
    summary: 'open the report of the last verify in the browser: what failed, and pictures of what was seen',
    options: [DIR, { flags: '--no-open', about: 'only print where it is' }],
    json: true,
    examples: [
      ['archlab report', 'after archlab verify'],
      ['archlab report --no-open', 'its path, to open or copy it yourself'],
    ],
    load: () => import('../report.ts'),
  },
  {
    name: 'run',
    summary: 'start your solution in the foreground, to try it by hand',
    options: [
      DIR,
      { flags: '--instance <instance>', about: 'which instance to be, where the lab has several' },
      { flags: '--role <role>', about: 'only this role, where the lab has several (default: all of them)' },
      { flags: '--port <port>', about: 'port to listen on (default: a free one)', atLeast: 1 },
      { flags: '--no-build', about: 'skip `build` of archlab.yaml' },
    ],
    examples: [
      ['archlab run', 'until Ctrl-C'],
      ['archlab run --port 8080', 'on a port of your choice'],
    ],
    load: () => import('../run.ts'),
  },
  {
    name: 'env',
    summary: 'print the environment your solution gets',
    options: [
      DIR,
      { flags: '--instance <instance>', about: 'for which instance, where the lab has several' },
      {
        flags: '--role <role>',
        about: 'for which role, where the lab has several (default: the one that faces the client)',
      },
      { flags: '--export', about: 'as shell commands' },
    ],
    json: true,
    examples: [
      ['archlab env', 'to read'],
      ['eval "$(archlab env --export)"', 'into this shell'],
    ],
    load: () => import('../env.ts'),
  },
  {
    name: 'status',
    summary: 'show what runs and how far you are',
    options: [DIR],
    json: true,
    examples: [['archlab status', 'services, ports, last verdict']],
    load: () => import('../status.ts'),
  },
  {
    name: 'progress',
    summary: 'show your way through the chapters: steps passed, time, runs and hints',
    json: true,
    examples: [
      ['archlab progress', 'over all labs, from any folder'],
      ['archlab progress --json', 'for a program'],
    ],
    load: () => import('../progress.ts'),
  },
  {
    name: 'logs',
    summary: 'show what services and your solution print',
    words: [['[service|program]', 'a service of the stack, or an instance of your solution']],
    options: [
      DIR,
      { flags: '-f, --follow', about: 'go on until Ctrl-C' },
      { flags: '-n, --lines <count>', about: 'how many of the last lines', atLeast: 0, fallback: 50 },
    ],
    examples: [
      ['archlab logs', 'the last lines of everything'],
      ['archlab logs s2 -f', 'follow one service'],
      ['archlab logs a -n 200', 'what instance a of your solution printed'],
    ],
    load: () => import('../logs.ts'),
  },
  {
    name: 'chaos',
    summary: 'disturb a service by hand',
    words: [
      ['<fault>', 'kill, pause, resume, restart or latency'],
      ['<service>', 'a service of the stack'],
    ],
    options: [
      DIR,
      { flags: '--ms <delay>', about: 'latency: delay each way in milliseconds', atLeast: 0, fallback: 250 },
      { flags: '--jitter <delay>', about: 'latency: up to this much more or less', atLeast: 0, fallback: 0 },
    ],
    examples: [
      ['archlab chaos kill s2', 'as a crash would'],
      ['archlab chaos restart s2', 'bring it back'],
      ['archlab chaos latency s1 --ms 300', 'a slow way to s1, until Ctrl-C'],
    ],
    load: () => import('../chaos.ts'),
  },
  {
    name: 'hint',
    summary: 'give the next hint for the step that fails',
    words: [['[step]', 'number or name of a step (default: the first not passed)']],
    options: [DIR],
    json: true,
    examples: [
      ['archlab hint', 'each call says a little more'],
      ['archlab hint 4', 'for step 4'],
    ],
    load: () => import('../hint.ts'),
  },
  {
    name: 'solution',
    summary: 'show the reference solution',
    options: [DIR, STEP, { flags: '--yes', about: 'do not warn before the lab is passed' }],
    json: true,
    examples: [
      ['archlab solution', 'after you have passed'],
      ['archlab solution --yes > reference.txt', 'you know what you do'],
    ],
    load: () => import('../solution.ts'),
  },
  {
    name: 'reset',
    summary: 'give back files of the template, or fresh data',
    words: [['[file...]', 'files of the workspace']],
    options: [DIR, { flags: '--data', about: 'fresh data in the servers' }],
    json: true,
    examples: [
      ['archlab reset compose.yaml', 'the original file; yours goes to .archlab/backup'],
      ['archlab reset --data', 'the servers as they were after start'],
    ],
    load: () => import('../reset.ts'),
  },
  {
    name: 'stop',
    summary: 'end everything that was started; your files stay',
    options: [
      DIR,
      { flags: '--all', about: 'everything archlab ever started on this machine' },
      { flags: '--purge', about: 'also remove logs, verdicts and state of the workspace' },
    ],
    json: true,
    examples: [
      ['archlab stop', 'this workspace'],
      ['archlab stop --all', 'also what a crash left behind'],
    ],
    load: () => import('../stop.ts'),
  },
  {
    name: 'demo',
    summary: 'see a lab work: start, reference solution, verify, stop',
    words: [['<lab>', 'name of the lab']],
    options: [
      ENGINE,
      { flags: '--language <language>', about: 'language of the reference solution' },
      STEP,
      { flags: '--report <format=file>', about: 'also write a report to a file; may be repeated', many: true },
    ],
    json: true,
    examples: [
      ['archlab demo sharding', 'in a temporary folder; nothing stays'],
      ['archlab demo sharding --report html=sharding.html', 'with pictures of what was seen'],
    ],
    load: () => import('../demo.ts'),
  },
  {
    name: 'doctor',
    summary: 'look at this machine and say what is missing',
    options: [{ flags: '--lab <lab>', about: 'what this lab needs' }],
    json: true,
    examples: [
      ['archlab doctor', 'each finding with one command that mends it'],
      ['archlab doctor --lab saga', 'which engine can run it here, what memory and downloads it takes'],
    ],
    load: () => import('../doctor.ts'),
  },
  {
    name: 'completion',
    summary: 'print what makes your shell complete archlab by the Tab key',
    words: [['<shell>', 'bash, zsh or fish']],
    examples: [
      [`echo 'eval "$(archlab completion bash)"' >> ~/.bashrc`, 'bash, once'],
      [`echo 'eval "$(archlab completion zsh)"' >> ~/.zshrc`, 'zsh, once'],
      [`echo 'archlab completion fish | source' >> ~/.config/fish/config.fish`, 'fish, once'],
    ],
    load: () => import('../completion.ts'),
  },
  {
    name: 'lab new',
    summary: 'make a small working lab of your own, to change into what you want',
    words: [['<id>', 'name of the new lab: small letters, digits and hyphens']],
    options: [{ flags: '--dir <folder>', about: 'the lab pack, or an empty folder (default: the current one)' }],
    json: true,
    examples: [['archlab lab new orders-queue', 'in an empty folder, or in a lab pack']],
    load: () => import('../lab-new.ts'),
  },
  {
    name: 'lab check',
    summary: "prove a lab's grader: starter, reference, and right, wrong and do-nothing solutions",
    words: [['[lab]', 'name of the lab (default: all labs of the pack)']],
    options: [
      ENGINE,
      { flags: '--only <solution>', about: 'only solutions with this in their name; may be repeated', many: true },
      { flags: '--record', about: 'record failure texts that are new or have changed' },
      { flags: '--thorough', about: 'also run the steps before the one a wrong solution must fail in' },
      { flags: '--jobs <count>', about: 'solutions to grade at the same time', atLeast: 1, fallback: 2 },
      { flags: '--seed <number>', about: 'random numbers of an earlier run', atLeast: 0 },
    ],
    json: true,
    examples: [
      ['archlab lab check', 'every lab of this pack'],
      ['archlab lab check orders-queue --only wrong/', 'only its wrong solutions'],
      ['archlab lab check orders-queue --record', 'then read what was recorded'],
    ],
    load: () => import('../lab-check.ts'),
  },
];
