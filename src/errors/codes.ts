/** Exit codes of the command line; see docs/errors.md. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  machine: 3,
  workspace: 4,
  bug: 70,
  inconclusive: 75,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

interface ErrorKind {
  readonly exit: ExitCode;
  /** One sentence for docs/errors.md. */
  readonly summary: string;
  /** What a person does about it when the thrower knows nothing better. */
  readonly fix: string;
}

/** Every error archlab reports on purpose. Adding one here is all that is needed; docs/errors.md is generated from it. */
export const ERRORS = {
  USAGE: { exit: 2, summary: 'The command line could not be understood.', fix: 'Run the command with --help.' },
  USAGE_UNKNOWN_LAB: {
    exit: 2,
    summary: 'No lab has this name.',
    fix: 'Run `archlab list` to see the labs. One of a lab pack elsewhere needs --pack <folder>, or `pack:` in archlab.yaml.',
  },
  USAGE_LAB_COMING: {
    exit: 2,
    summary: 'The lab is planned but not built yet.',
    fix: 'Run `archlab list` to see what is ready.',
  },
  USAGE_UNKNOWN_STEP: {
    exit: 2,
    summary: 'The lab has no such step or check.',
    fix: 'Run `archlab info <lab>` to see its steps.',
  },
  USAGE_UNKNOWN_SERVICE: {
    exit: 2,
    summary: 'The stack has no such service.',
    fix: 'Run `archlab status` to see the services.',
  },
  USAGE_UNKNOWN_FORMAT: { exit: 2, summary: 'No report has this format.', fix: 'Use text, json, junit or html.' },
  USAGE_BAD_OPTION: { exit: 2, summary: 'An option has a value it cannot take.', fix: 'Run the command with --help.' },
  USAGE_NOT_INTERACTIVE: {
    exit: 2,
    summary: 'A question would have to be asked, but nobody is at the terminal.',
    fix: 'Give the answer as an argument.',
  },

  MACHINE_NODE: { exit: 3, summary: 'Node.js is too old.', fix: 'Install Node.js 20.19 or newer.' },
  MACHINE_NO_ENGINE: {
    exit: 3,
    summary: 'Neither Docker nor local servers can run the lab here.',
    fix: 'Run `archlab doctor`.',
  },
  MACHINE_DOCKER: {
    exit: 3,
    summary: 'Docker was asked for but cannot be used.',
    fix: 'Run `archlab doctor`, or use `--engine local`.',
  },
  MACHINE_DOCKER_IMAGES: {
    exit: 3,
    summary: 'Images are missing and could not be pulled.',
    fix: 'Check the network, then run the command again.',
  },
  MACHINE_SERVER_MISSING: {
    exit: 3,
    summary: 'A server the lab needs is not installed here.',
    fix: 'Install it, or use `--engine docker`.',
  },
  MACHINE_SERVICE_NOT_READY: {
    exit: 3,
    summary: 'A service of the stack did not become ready.',
    fix: 'Look at its last lines above, then run `archlab doctor`.',
  },
  MACHINE_PORT: {
    exit: 3,
    summary: 'No free port could be had.',
    fix: 'Close programs that listen on many ports, then try again.',
  },
  MACHINE_TOOL_MISSING: {
    exit: 3,
    summary: 'A program needed for this language is not installed, or too old.',
    fix: 'Install it, then run the command again.',
  },
  MACHINE_DEPENDENCIES: {
    exit: 3,
    summary: "The starter's dependencies could not be installed.",
    fix: 'Check the network, run the install command in the workspace, then go on.',
  },
  MACHINE_FILES: {
    exit: 3,
    summary: 'A file or folder cannot be read or written.',
    fix: 'Check the rights and the free space of the disk.',
  },
  MACHINE_DISK_FULL: { exit: 3, summary: 'The disk is full.', fix: 'Free some space, then run the command again.' },

  WORKSPACE_NONE: {
    exit: 4,
    summary: 'This folder is not a workspace.',
    fix: 'Run `archlab start <lab>`, or change into the workspace.',
  },
  WORKSPACE_NOT_EMPTY: {
    exit: 4,
    summary: "The folder holds files that differ from the lab's.",
    fix: 'Use another --dir, or --force to back the files up first.',
  },
  WORKSPACE_MANIFEST: { exit: 4, summary: 'archlab.yaml cannot be used.', fix: 'Correct the line named above.' },
  WORKSPACE_STATE: {
    exit: 4,
    summary: "The workspace's state file is damaged or from another version.",
    fix: 'Run `archlab stop`, then `archlab start`.',
  },
  WORKSPACE_NOT_STARTED: {
    exit: 4,
    summary: 'The infrastructure of this workspace is not running.',
    fix: 'Run `archlab start`.',
  },
  WORKSPACE_SERVICE_GONE: {
    exit: 4,
    summary: 'A service of this workspace has stopped by itself.',
    fix: 'Run `archlab start` to bring it back.',
  },
  WORKSPACE_NOT_VERIFIED: {
    exit: 4,
    summary: 'Nothing has been verified in this workspace yet, so there is nothing to report.',
    fix: 'Run `archlab verify`.',
  },
  WORKSPACE_VERDICT: {
    exit: 4,
    summary: 'The last verdict of this workspace is damaged or from another version of archlab.',
    fix: 'Run `archlab verify` again.',
  },
  WORKSPACE_BUSY: {
    exit: 4,
    summary: 'Another archlab command is at work in this workspace.',
    fix: 'Wait for it to end, or stop it.',
  },
  WORKSPACE_COMPOSE: {
    exit: 4,
    summary: "The workspace's compose.yaml cannot be used.",
    fix: 'Restore it with `archlab reset compose.yaml`.',
  },

  PACK_NONE: {
    exit: 2,
    summary: 'There is no lab pack where one was looked for, or none with this lab.',
    fix: 'Change into a lab pack, name it with --pack, or make one with `archlab lab new <id>`.',
  },
  PACK_EXISTS: {
    exit: 4,
    summary: 'A new lab would have to be written over something that is there.',
    fix: 'Choose another name, or another folder.',
  },
  PACK_INVALID: { exit: 4, summary: 'A file of a lab pack cannot be used.', fix: 'Correct the line named above.' },
  PACK_BUILD: { exit: 4, summary: 'The code of a lab pack cannot be built.', fix: 'Correct the line named above.' },
  PACK_UNPROVED: {
    exit: 4,
    summary: 'The proofs of a lab are missing, or not enough for a proof.',
    fix: 'Add the solutions named above under test/labs/<lab>/.',
  },

  CATALOGUE_INVALID: { exit: 70, summary: 'labs.yaml is not valid.', fix: 'Correct the line named above.' },
  BUG: { exit: 70, summary: 'archlab itself failed.', fix: 'Please report it with the text above.' },
  INTERRUPTED: {
    exit: 130,
    summary: 'Interrupted; everything that was started for the command has been torn down.',
    fix: 'Run the command again.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;
