namespace Swarm.Messaging.Wasm.Recovery;

internal static class WholeWords
{
    /// <summary>Whether the words stand in the text, without case, and not as part of a longer word: "link" is not in "symlink".</summary>
    public static bool Contain(ReadOnlySpan<char> text, string words)
    {
        var from = 0;
        while (text[from..].IndexOf(words, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            var (first, end) = (from + at, from + at + words.Length);
            if ((first == 0 || !IsOfWord(text[first - 1])) && (end == text.Length || !IsOfWord(text[end])))
                return true;
            from = first + 1;
        }

        return false;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
