# causebook: completion for bash. Load it in ~/.bashrc with:
#   source <(causebook completion bash)
_causebook() {
  local rest="${COMP_LINE:0:COMP_POINT}" part= line= kind= cut= breaks= i n=0
  local -a words=()
  # Bash breaks words at = and : too. What stands there without a space between is one word.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if ((i == 0)) || [[ $rest == [[:space:]]* ]]; then
      rest="${rest#"${rest%%[![:space:]]*}"}"
      words[n++]=
    fi
    part="${COMP_WORDS[i]}"
    ((${#part} > ${#rest})) && part="$rest"
    words[n - 1]+="$part"
    rest="${rest:${#part}}"
  done
  part="${words[n - 1]}"
  breaks="${COMP_WORDBREAKS//[^=:]/}"
  [[ -n $breaks && $part == *[$breaks]* ]] && cut="${part%"${part##*[$breaks]}"}"
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $kind ]]; then
      kind="${line%%$'\t'*}"
    else
      line="${line%%$'\t'*}"
      COMPREPLY+=("${line#"$cut"}")
    fi
  done < <({ command causebook completion bash --words -- "${words[@]:1}"; } 2>/dev/null)
  # Files and folders are left to bash (-o default, dirnames), which knows about quotes, links and ~.
  case $kind in
    words)
      compopt +o default 2>/dev/null
      compopt -o nosort 2>/dev/null
      [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
      ;;
    folders) compopt +o default -o dirnames 2>/dev/null ;;
  esac
  return 0
}
complete -o default -F _causebook causebook
