# Completion of archlab for fish. In ~/.config/fish/config.fish: archlab completion fish | source

function __archlab_complete
    # Fish says so by itself when a command is missing, wherever stderr goes.
    command --query archlab || return
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    command archlab complete -- $words[2..-1] "$typed" 2>/dev/null </dev/null | while read -d \t -l value about
        switch $value
            case :files :folders
                # `about` is what stands before the path: --dir=, html=
                set -l path (string replace -- "$about" '' "$typed")
                set -l found (test $value = :folders && __fish_complete_directories "$path" || __fish_complete_path "$path")
                test -z "$found" || printf '%s\n' $about$found
            case '*'
                printf '%s\t%s\n' $value $about
        end
    end
end

complete --command archlab --erase
complete --command archlab --no-files --arguments '(__archlab_complete)'
