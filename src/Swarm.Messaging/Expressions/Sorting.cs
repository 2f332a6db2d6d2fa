using System.Text;
using Newtonsoft.Json.Linq;

namespace Swarm.Messaging.Expressions;

/// <summary>Entries in the order of their keys, which are all numbers or all texts; equal ones as they stood.</summary>
internal static class Sorting
{
    private static readonly IComparer<string> Texts = Comparer<string>.Create(Compare);

    public static IEnumerable<JToken> Sorted(string function, IEnumerable<JToken> entries, IEnumerable<JToken> keys)
    {
        var pairs = entries.Zip(keys, (Entry, Key) => (Entry, Key));
        if (keys.All(Numbers.Is))
            return pairs.OrderBy(p => p.Key, Numbers.Order).Select(p => p.Entry);
        if (keys.All(k => k.Type == JTokenType.String))
            return pairs.OrderBy(p => (string)p.Key!, Texts).Select(p => p.Entry);
        throw new InvalidOperationException($"Error: invalid-type, function {function} sorts by numbers alone or by texts alone.");
    }

    /// <summary>By code points, as JMESPath has it.</summary>
    private static int Compare(string? left, string? right)
    {
        foreach (var (a, b) in left!.EnumerateRunes().AsEnumerable().Zip(right!.EnumerateRunes().AsEnumerable()))
        {
            if (a != b)
                return a.CompareTo(b);
        }

        return left.Length.CompareTo(right.Length);
    }

    private static IEnumerable<Rune> AsEnumerable(this StringRuneEnumerator runes)
    {
        foreach (var rune in runes)
            yield return rune;
    }
}
