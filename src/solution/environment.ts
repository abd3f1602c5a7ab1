import type { Host } from '../host/host.ts';

// What a program needs to find its tools and speak the user's language; everything else of the parent stays here,
// above all secrets (tokens, cloud credentials, agent sockets).
const PASSED_ON = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'GOPATH',
  'GOROOT',
  'GOCACHE',
  'GOMODCACHE',
  'GOFLAGS',
  'GOPROXY',
  'GOTOOLCHAIN',
  'JAVA_HOME',
  'MAVEN_HOME',
  'M2_HOME',
  'VIRTUAL_ENV',
  'PYENV_ROOT',
  'PYENV_VERSION',
  'NVM_DIR',
  'NODE_PATH',
  'CARGO_HOME',
  'RUSTUP_HOME',
  'DOTNET_ROOT',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  // archlab's own mark, by which left-over processes are found.
  'ARCHLAB_WORKSPACE',
  'SystemRoot',
  'COMSPEC',
  'PATHEXT',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
];

/** The environment of the learner's program: the harmless part of ours, then what the lab gives. Lab values win. */
export function solutionEnvironment(
  host: Pick<Host, 'env'>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(host.env)) {
    if (value !== undefined && (PASSED_ON.includes(name) || name.startsWith('LC_'))) environment[name] = value;
  }
  return { ...environment, ...given };
}
