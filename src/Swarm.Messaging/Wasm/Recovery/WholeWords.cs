using System.Buffers;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>
/// Words that are looked for in a text all at once, without case, and not as part of a longer word: "link" is not in "symlink". One pass: a
/// search for each word by itself costs twenty times as much where globalization is invariant, as it is in our programs.
/// </summary>
internal sealed class WholeWords
{
    private readonly string[] words;
    private readonly SearchValues<string> all;

    /// <param name="words">Of ASCII, in the order in which they decide.</param>
    public WholeWords(IEnumerable<string> words)
    {
        this.words = [.. words];
        all = SearchValues.Create(this.words, StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>The index of the first of the words that stands anywhere in the text; -1 when none does.</returns>
    public int FirstIn(ReadOnlySpan<char> text)
    {
        var (first, from) = (words.Length, 0);
        while (first > 0 && text[from..].IndexOfAny(all) is >= 0 and var next)
        {
            var at = from + next;
            from = at + 1;
            if (at == 0 || !IsOfWord(text[at - 1]))
                first = At(text[at..], first);
        }

        return first == words.Length ? -1 : first;
    }

    /// <summary>The first of the words before <paramref name="before"/> that the text begins with, else that.</summary>
    private int At(ReadOnlySpan<char> text, int before)
    {
        for (var i = 0; i < before; i++)
        {
            var word = words[i];
            // Most differ by their first letter.
            if ((text[0] | ' ') == (word[0] | ' ') && text.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                && (text.Length == word.Length || !IsOfWord(text[word.Length])))
                return i;
        }

        return before;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
