# causebook: completion for fish. Load it in ~/.config/fish/config.fish with:
#   causebook completion fish | source
function __causebook_complete
    set -l current (commandline -ct)
    set -l before (commandline -opc)
    set -l lines (command causebook completion fish --words -- $before[2..-1] "$current" 2>/dev/null)
    set -l first (string split -m 1 \t -- "$lines[1]")
    set -l keep "$first[2]"
    set -l rest (string sub -s (math 1 + (string length -- "$keep")) -- "$current")
    switch "$first[1]"
        case files
            for path in (__fish_complete_path "$rest")
                printf '%s%s\n' "$keep" "$path"
            end
        case folders
            for path in (__fish_complete_directories "$rest")
                printf '%s%s\n' "$keep" "$path"
            end
        case words
            printf '%s\n' $lines[2..-1]
    end
end
complete -c causebook -e
complete -c causebook -f -k -a '(__causebook_complete)'
