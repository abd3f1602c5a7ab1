#compdef archlab
# Completion of archlab for zsh. In ~/.zshrc: eval "$(archlab completion zsh)", or as a file _archlab in a folder of $fpath.

_archlab() {
  local -a plain open
  local line value about
  for line in "${(@f)$(command archlab complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)}"; do
    value=${line%%$'\t'*} about=${line#*$'\t'}
    case $value in
      (:files|:folders)
        IPREFIX+=$about PREFIX=${PREFIX#"$about"}
        if [[ $value == :folders ]]; then _files -/; else _files; fi
        return ;;
      (*=) open+=("${value//:/\\:}${about:+:$about}") ;;
      (?*) plain+=("${value//:/\\:}${about:+:$about}") ;;
    esac
  done
  _describe archlab plain -- open -S ''
}

if [[ $funcstack[1] == _archlab ]]; then
  _archlab "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }
  compdef _archlab archlab
fi
