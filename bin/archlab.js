#!/usr/bin/env node
// Old syntax on purpose: an outdated Node must reach the sentence below instead of a SyntaxError.
var version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  process.stderr.write(
    'archlab needs Node.js 20.19 or newer; this is ' +
      process.version +
      '.\n' +
      'Install a newer Node.js, then run the same command again.\n',
  );
  process.exitCode = 3;
} else if (!answered(process.argv.slice(2))) {
  import('../dist/cli.js').catch((error) => {
    if (error && error.code === 'ERR_MODULE_NOT_FOUND' && /dist.cli\.js/.test(String(error.message))) {
      process.stderr.write(
        'archlab is not built yet: dist/cli.js is missing.\nRun `npm ci` (or `npm run build`) in the archlab folder.\n',
      );
      process.exitCode = 3;
      return;
    }
    throw error;
  });
}

// What is asked most often is answered before anything is loaded: the version, and the help as the build has rendered it.
// (That is also why this file is CommonJS: the loader of ES modules alone takes a tenth of bare Node's start-up.)
function answered(argv) {
  var asked = argv.length === 0 ? '--help' : argv.length === 1 ? argv[0] : '';
  var text = '';
  if (asked === '--version' || asked === '-V') text = `${require('../package.json').version}\n`;
  else if (asked === '--help' || asked === '-h') text = renderedHelp();
  if (text === '') return false;
  process.stdout.on('error', () => {}); // The reader has gone.
  process.stdout.write(text);
  return true;
}

// '' where it does not fit: a narrow terminal has it laid out anew, and without a build there is none.
function renderedHelp() {
  if (process.stdout.columns < 100) return '';
  try {
    return require('node:fs').readFileSync(`${__dirname}/../dist/help.txt`, 'utf8');
  } catch (_error) {
    return '';
  }
}
