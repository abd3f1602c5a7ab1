# What the recording shows: a learner's first minutes, with real output. Run by recording.mjs in an empty folder.
say() {
  printf '\033[32m$\033[0m '
  for ((i = 0; i < ${#1}; i++)); do printf '%s' "${1:i:1}"; sleep 0.04; done
  printf '\n'
}
look() { sleep "${1:-2}"; }

look 0.6
say 'archlab start circuit-breaker'
archlab start circuit-breaker
look 2.5
cd circuit-breaker
clear
say 'archlab verify'
archlab verify
look 4
clear
say '# write src/…, verify again, step after step. A while later:'
cp -R "$SOLUTION/." .
look 1
say 'archlab verify'
archlab verify
look 3
say 'archlab stop'
archlab stop
look 2
