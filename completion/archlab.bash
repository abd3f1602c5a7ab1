# Completion of archlab for bash. In ~/.bashrc: eval "$(archlab completion bash)"
# Needs neither bash-completion nor more than bash 3.2, which macOS has; what is newer may fail in silence.

_archlab() {
  local rest=${COMP_LINE:0:COMP_POINT} part word words=() index value about
  rest=${rest#"${COMP_WORDS[0]}"}
  # Bash also splits at = and : (COMP_WORDBREAKS). Parts without a space between them are one word.
  for ((index = 1; index <= COMP_CWORD; index++)); do
    part=${rest#"${rest%%[![:space:]]*}"}
    if ((index == COMP_CWORD)); then word=$part; else word=${COMP_WORDS[index]}; fi
    if [[ $part == "$rest" && ${#words[@]} -gt 0 ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    rest=${part#"$word"}
  done
  # Words come as they were typed, quotes and all. No eval: what is in them must not run.
  words=("${words[@]//[\\\'\"]/}")

  local typed=${words[${#words[@]} - 1]} replaced=${2//[\\\'\"]/}
  local kept=${typed%"$replaced"}
  COMPREPLY=()
  while IFS=$'\t' read -r value about; do
    case $value in
      :files) compopt -o default ;;
      :folders) compopt -o dirnames ;;
      "$typed"*)
        COMPREPLY+=("${value#"$kept"}")
        [[ $value != *= ]] || compopt -o nospace
        ;;
    esac
  done 2>/dev/null < <(command archlab complete -- "${words[@]}" 2>/dev/null </dev/null)
}

complete -F _archlab archlab
